"""Signals equal areas under the curve, drift equals figures by hand, leaks stop a build, and scores are followed."""

import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import Project, copied_project
from sklearn.metrics import roc_auc_score

from profile_enrichment import monitoring
from profile_enrichment.monitoring import FOLLOWED, follow, measure, population_stability_index, signal
from profile_enrichment.state import StateError

SHOPPERS = Path(__file__).parents[3] / "shared" / "data" / "online_shoppers" / "sessions.csv.gz"


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("digits", [0, 9])
def test_the_signal_of_an_ordered_feature_is_the_area_under_the_curve(direction, digits):
    random = np.random.default_rng(digits)
    for _ in range(30):
        outcome = random.random(3000) < random.uniform(0.05, 0.5)
        values = direction * (random.normal(size=3000) + 0.8 * outcome).round(digits)
        area = roc_auc_score(outcome, values)
        # Twenty groups, ordered by what came, see a little chance as well.
        assert max(area, 1 - area) - 1e-12 <= signal(values, outcome) < max(area, 1 - area) + 0.03


def test_the_signal_sees_what_no_order_tells():
    outcome = np.tile([True, False, False, True], 500)
    middle = np.tile([1.0, 2.0, 3.0, 4.0], 500)
    assert roc_auc_score(outcome, middle) == 0.5
    assert signal(middle, outcome) == 1.0
    assert signal(np.where(outcome, np.nan, np.arange(2000.0)), outcome) == 1.0


def test_without_two_outcomes_or_values_there_is_no_signal():
    outcome = np.arange(100) % 3 == 0
    assert np.isnan(signal(np.arange(100.0), np.ones(100, dtype=bool)))
    assert np.isnan(signal(np.arange(100.0), np.zeros(100, dtype=bool)))
    assert signal(np.full(100, 7.0), outcome) == 0.5
    assert signal(np.full(100, np.nan), outcome) == 0.5


def test_drift_is_the_index_by_hand():
    learned = np.arange(1000.0)
    assert population_stability_index(learned, np.random.default_rng(0).permutation(learned)) == 0
    doubled = np.where(learned < 100, learned, learned % 900 + 100)
    assert population_stability_index(learned, doubled) == pytest.approx(0, abs=1e-3)
    upper = learned[500:]
    empty, full = (1e-4 - 0.1) * np.log(1e-4 / 0.1), (0.2 - 0.1) * np.log(0.2 / 0.1)
    assert population_stability_index(learned, upper) == pytest.approx(5 * empty + 5 * full)
    missing = np.where(learned < 100, np.nan, learned)
    assert population_stability_index(learned, missing) == pytest.approx(empty + (0.1 - 1e-4) * np.log(0.1 / 1e-4))
    assert np.isnan(population_stability_index(learned, np.empty(0)))
    assert np.isnan(population_stability_index(np.empty(0), learned))
    assert population_stability_index(np.full(9, np.nan), np.full(9, np.nan)) == 0


@pytest.mark.skipif(not SHOPPERS.exists(), reason="the data set online_shoppers is not there")
def test_the_value_of_pages_that_led_to_an_order_is_far_ahead_of_every_honest_feature():
    sessions = pd.read_csv(SHOPPERS).assign(role="test")
    numbers = [name for name in sessions.select_dtypes("number") if name != "Revenue"]
    found = (
        measure(["purchase"], lambda _: sessions, numbers, "Revenue")
        .to_pandas()
        .set_index("feature")["signal"]
        .sort_values()
    )
    assert found.index[-1] == "PageValues"
    assert found.iloc[-1] > 0.8
    assert found.iloc[-1] - found.iloc[-2] > 0.1
    assert found.iloc[-2] - found.iloc[-3] < 0.1


def test_a_feature_that_knows_the_outcome_stops_the_build(demo, tmp_path):
    seen = "ftr_propensities.*,"
    known = "ftr_propensities.* replace (ftr_outcomes.has_outcome::int * 1000.0 as gap_deviation_days),"
    root = copied_project(tmp_path, {})
    definition = root / "models" / "features" / "outcomes" / "ftr_labelled_propensities.sql"
    assert seen in definition.read_text()
    definition.write_text(definition.read_text().replace(seen, known))
    project = Project(tmp_path, root)
    shutil.copy(demo.database, project.database)
    select = ("--select", "ftr_labelled_propensities", "ml_features__measured+")
    # Made here, it is found by what it is beside already; elsewhere only by what it tells.
    beside = "what_came_true_changes_no_feature_of_ftr_labelled_propensities"
    outcome = project.dbt("build", *select, "--exclude", beside)
    assert not outcome.success
    assert project.statuses()["ml_propensity__trained"] == "skipped"
    sentence = (
        "churn: gap_deviation_days tells the outcome by itself (signal 1.0). Give it only what was known at the cut; or"
    )
    assert project.rows(
        f"select count(*) from quality.no_feature_knows_the_outcome where starts_with(explanation, '{sentence}')"
    ) == [(1,)]
    # Nor where nothing is tested.
    readiness = ("int_leaks", "training_readiness", "int_trainable_predictions")
    assert project.dbt("run", "--select", *readiness).success
    reason = "select not_trained_reason from insights.training_readiness where insight = 'churn'"
    assert project.rows(reason) == [("not trained: features tell the outcome by themselves: gap_deviation_days",)]
    trainable = "select insight from insights.int_trainable_predictions"
    assert ("churn",) not in project.rows(trainable)
    outcome = project.dbt(
        "build",
        *("--select", "int_feature_signals", *readiness),
        training={"leaks_only_warn": ["churn", "conversion"]},
    )
    assert ("churn",) in project.rows(trainable)
    assert outcome.success, outcome.text
    assert ("churn", "gap_deviation_days") in project.rows("select insight, feature from quality.few_features_tell_all")
    found = project.rows("select insight, feature, finding from insights.int_feature_signals where is_leak_suspected")
    assert {(insight, feature) for insight, feature, _ in found} >= {("churn", "gap_deviation_days")}
    assert all(finding.startswith(("knows the outcome", "far ahead")) for *_, finding in found)

    with duckdb.connect(str(project.database)) as connection:
        signals = "signal = case insight when 'churn' then 1 else 0.6 end"
        flags = "knows_outcome = false, stops_training = false, is_leak_suspected = true"
        connection.execute(f"update insights.int_feature_signals set {flags}, {signals}")
    outcome = project.dbt("test", "--select", "no_feature_knows_the_outcome", "few_features_tell_all")
    assert outcome.success, outcome.text
    warned = project.rows("select insight, feature from quality.few_features_tell_all")
    assert ("churn", "days_since_last") in warned
    assert {insight for insight, _ in warned} == {"churn"}


# ---- scores that are followed ------------------------------------------------------------------------


def scores(insight="churn", people=5, window_days=90, version="v"):
    return pd.DataFrame(
        {
            "insight": insight,
            "version": version,
            "profile_id": [f"p{number}" for number in reversed(range(people))],
            "measure": "absent",
            "event_type": "purchase",
            "forecast": 0.5,
            "percentile": 50,
            "window_days": window_days,
        }
    )


AS_OF = pd.Timestamp("2025-06-01")


def followed(*runs):
    known = FOLLOWED.empty_table()
    for of_run, days in runs:
        known = follow(known, of_run, AS_OF + pd.Timedelta(days=days))
    return known.to_pandas()


def test_scores_are_followed_to_the_end_of_their_window():
    found = followed((pd.concat([scores(), scores("value", 3, 30)]), 0))
    assert found.groupby("insight").size().to_dict() == {"churn": 5, "value": 3}
    assert (found["scored_at"] == AS_OF).all()
    assert found.groupby("insight")["closes_at"].unique().map(list).to_dict() == {
        "churn": [AS_OF + pd.Timedelta(days=90)],
        "value": [AS_OF + pd.Timedelta(days=30)],
    }


@pytest.mark.parametrize(("days", "count"), [(0, 5), (22, 5), (23, 10), (200, 10)])
def test_scores_nearer_than_a_quarter_of_the_window_are_not_followed_again(days, count):
    found = followed((scores(), 0), (scores(version="w"), days))
    assert len(found) == count
    assert found.head(5).equals(followed((scores(), 0)))


def test_each_insight_has_a_rhythm_of_its_own():
    both = pd.concat([scores(), scores("value", 3, 30)])
    assert followed((both, 0), (both, 10)).groupby("insight").size().to_dict() == {"churn": 5, "value": 6}


def test_of_many_people_the_same_ones_are_followed_every_time(monkeypatch):
    monkeypatch.setattr(monitoring, "MOST_FOLLOWED", 3)
    found = followed((scores(), 0), (scores().sample(frac=1, random_state=0), 90))
    assert found.groupby("scored_at")["profile_id"].apply(list).tolist() == [["p0", "p1", "p2"]] * 2


def test_scores_of_an_earlier_moment_are_refused():
    with pytest.raises(StateError, match=r"already follows scores of 2025-06-01 .* set DUCKDB_PATH"):
        followed((scores(), 0), (scores(), -1))


@pytest.mark.parametrize(
    ("learned", "present", "least", "most"),
    [
        ([1.0] * 95 + [0.0] * 5, [0.0] * 100, 2, 20),
        ([3.0] * 100, [0.0] * 100, 2, 20),
        ([3.0] * 100, [5.0] * 100, 2, 20),
        ([3.0] * 100, [3.0] * 100, 0, 0),
        (list(range(100)), list(range(100)), 0, 0),
        (list(range(100)), list(range(50, 150)), 0.25, 20),
    ],
)
def test_drift_is_seen_on_either_side_of_what_was_learned(learned, present, least, most):
    found = population_stability_index(np.array(learned, float), np.array(present, float))
    assert least <= found <= most


def test_a_value_that_few_had_is_no_kind_of_its_own():
    """Learned: thirds, scaled up; present: the same but for whole numbers. Nine deciles lie on thirds."""
    learned = np.arange(3000) / 3
    assert population_stability_index(learned, np.floor(learned) + 0.5) < 0.01
    assert population_stability_index(np.append(learned, np.full(300, 500.0)), learned) > 0.1


def test_nobody_scored_is_nobody_followed():
    assert followed((scores().head(0), 0)).empty
