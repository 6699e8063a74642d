"""Models are honest: judged against hand-made figures, calibrated, deterministic, stored without code."""

import io
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest
import skops.io
from scipy.special import expit
from sklearn.base import BaseEstimator

from profile_enrichment import propensity
from profile_enrichment.judging import judge
from profile_enrichment.model_registry import VERSIONS, fingerprint, grow, read_estimator, version_name
from profile_enrichment.propensity import (
    FEATURES,
    CalibratedModel,
    Calibration,
    score_champions,
    train,
    version_of,
)
from profile_enrichment.state import StateError, previous_rows

AS_OF = pd.Timestamp("2025-06-01")


def labelled(people=1500, seed=0, cut="2025-01-01"):
    """People whose chance to leave follows from two features, known exactly."""
    random = np.random.default_rng(seed)
    rows = pd.DataFrame({name: random.gamma(2, 10, people) for name in FEATURES})
    rows["days_since_other"] = np.where(random.random(people) < 0.2, np.nan, rows["days_since_other"])
    rows["gap_count"], rows["gap_mean_days"] = 3, 21.0
    rows["truth"] = 1 / (1 + np.exp(-(rows["days_since_last"] - 20) / 6 + (rows["active_days_short"] - 20) / 8))
    rows["has_outcome"] = random.random(people) < rows["truth"]
    rows["profile_id"] = [f"p{n}" for n in range(people)]
    rows["name_identity_id"] = np.arange(people)
    rows["cut_at"] = pd.Timestamp(cut)
    return rows


CUTS = pd.date_range("2024-01-01", periods=8, freq="30D")


@pytest.fixture(scope="module")
def history():
    return pd.concat([labelled(seed=n, cut=cut) for n, cut in enumerate(CUTS)], ignore_index=True)


@pytest.fixture(scope="module")
def judged(history):
    return train(history)


@pytest.fixture(scope="module")
def model(judged):
    return judged[0]


def judged_probabilities(outcome, probability):
    return judge(propensity.METRICS, outcome.to_numpy(bool), probability, probability, "same").set_index("metric")[
        "value"
    ]


def test_probabilities_are_calibrated_and_near_the_truth(model):
    unseen = labelled(people=20_000, seed=30)
    found = judged_probabilities(unseen["has_outcome"], model.predict(unseen))
    best = judged_probabilities(unseen["has_outcome"], unseen["truth"].to_numpy())
    assert found["ece"] < 0.03
    assert found["auc"] > best["auc"] - 0.03


def test_row_order_changes_nothing(history, judged):
    model, evaluation = judged
    again, evaluated_again = train(history.sample(frac=1, random_state=5))
    np.testing.assert_array_equal(model.predict(history), again.predict(history))
    assert model.reference_quantiles == again.reference_quantiles
    pd.testing.assert_frame_equal(evaluation, evaluated_again)


def test_the_newest_cuts_are_judged_each_by_what_came_before_it(history, judged):
    """A cut's figures know nothing of it or of later cuts, and the last cut learns from its own labels alone."""
    _, evaluation = judged
    assert evaluation["cut_at"].unique().tolist() == CUTS[-4:].tolist()
    assert evaluation["row_count"].unique().tolist() == [1500]
    assert (evaluation.groupby("cut_at")["metric"].apply(list).str.len() == len(propensity.METRICS)).all()
    assert (evaluation[["value_lower", "value_upper", "difference_lower", "difference_upper"]].notna()).all().all()
    auc = evaluation[evaluation["metric"] == "auc"].set_index("cut_at")
    assert (auc["difference_lower"] > 0).all()
    turned = history.copy()
    turned.loc[turned["cut_at"] == CUTS[-2], "has_outcome"] ^= True
    turned_auc = train(turned)[1].query("metric == 'auc'").set_index("cut_at")
    same = ["value", "baseline_value", "value_lower", "difference_upper"]
    pd.testing.assert_frame_equal(turned_auc.loc[CUTS[-4:-2], same], auc.loc[CUTS[-4:-2], same])
    assert turned_auc.loc[CUTS[-2], "value"] == pytest.approx(1 - auc.loc[CUTS[-2], "value"])
    assert turned_auc.loc[CUTS[-1], "value"] < auc.loc[CUTS[-1], "value"]


def test_a_drift_that_lasts_is_calibrated_away(history):
    """From some cut on everybody is more likely to leave than their features tell."""
    random = np.random.default_rng(0)
    drifted = history.copy()
    late = drifted["cut_at"] >= CUTS[-3]
    drifted.loc[late, "has_outcome"] |= random.random(late.sum()) < 0.3
    model, _ = train(drifted)
    now = labelled(people=5000, seed=40)
    share = (now["truth"] + (1 - now["truth"]) * 0.3).mean()
    raw = expit(model.classifier.log_odds(now[FEATURES].to_numpy())).mean()
    assert abs(model.predict(now).mean() - share) < abs(raw - share) / 2


def test_the_classifier_that_foretold_better_is_taken(history, monkeypatch):
    class Coin:
        """Knows nothing."""

        @classmethod
        def fit(cls, features, outcome):
            return cls()

        def log_odds(self, features):
            return np.zeros(len(features))

        def parts(self):
            return {}

    trees = propensity.CLASSIFIERS["trees"]
    monkeypatch.setattr(propensity, "CLASSIFIERS", {"coin": Coin, "trees": trees})
    model, evaluation = train(history)
    assert model.name == "trees"
    assert (evaluation.query("metric == 'auc'")["value"] > 0.6).all()
    # One cut that was foretold does not tell them apart: the first is taken.
    model, evaluation = train(history[history["cut_at"] <= CUTS[1]])
    assert model.name == "coin"
    assert evaluation.query("metric == 'auc'")["value"].tolist() == [0.5]


def test_a_short_history_is_judged_once_and_calibrated_by_that(history):
    model, evaluation = train(history[history["cut_at"] <= CUTS[1]])
    assert evaluation["cut_at"].unique().tolist() == [CUTS[1]]
    assert model.calibration != Calibration()


def test_cuts_that_tell_little_are_neither_judged_nor_learned_from_alone(history):
    """Early cuts where hardly anybody left teach no classifier; the one after them is not judged by it."""
    rare = history.copy()
    early = rare["cut_at"] <= CUTS[-3]
    rare.loc[early, "has_outcome"] &= np.random.default_rng(0).random(early.sum()) < 0.001
    _, evaluation = train(rare)
    assert evaluation["cut_at"].unique().tolist() == [CUTS[-1]]


def test_a_feature_that_nobody_has_costs_nothing(history):
    """Where purchases are the only events, nobody has any other activity."""
    model, evaluation = train(history.assign(days_since_other=np.nan, other_active_days_short=0))
    assert (evaluation.query("metric == 'auc'")["value"] > 0.6).all()
    assert np.isfinite(model.predict(history)).all()


def test_a_stored_model_predicts_the_same_and_holds_no_code(history, model):
    archive = model.to_bytes()
    restored = CalibratedModel.from_bytes(archive, model.reference_quantiles)
    np.testing.assert_array_equal(model.predict(history), restored.predict(history))
    assert not [name for name in zipfile.ZipFile(io.BytesIO(archive)).namelist() if name.endswith((".pkl", ".py"))]


def test_an_archive_with_another_type_is_refused():
    class Stranger(BaseEstimator):
        pass

    archive = skops.io.dumps({"name": "trees", "classifier": {"classifier": Stranger()}, "calibration": {}})
    with pytest.raises(Exception, match="Untrusted types"):
        CalibratedModel.from_bytes(archive, [])


def test_archives_are_read_one_at_a_time(monkeypatch):
    """NumPy cannot read the headers of two arrays at once under Python 3.11, and models are scored side by side."""
    reading, most = [], []

    def slow_read(archive, trusted):
        reading.append(archive)
        most.append(len(reading))
        time.sleep(0.005)
        reading.remove(archive)

    monkeypatch.setattr(skops.io, "loads", slow_read)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read_estimator, range(20)))
    assert len(most) == 20
    assert max(most) == 1


def test_percentiles_stand_on_the_stored_reference_alone(model):
    low, high = min(model.reference_quantiles), max(model.reference_quantiles)
    assert model.percentile(np.array([0.0, low - 1e-9, high + 1e-9, 1.0])).tolist() == [1, 1, 100, 100]


def test_nobody_to_score_and_no_champion_give_no_rows(model):
    champions = pd.DataFrame(
        [("churn", "v1", model.reference_quantiles, model.to_bytes(), "purchase", 90, 180)],
        columns=[
            *("insight", "version", "reference_quantiles", "estimator", "event_type", "window_days", "lookback_days")
        ],
    )
    assert score_champions(champions, lambda _: labelled(people=10)).num_rows == 10
    assert score_champions(champions, lambda _: labelled(people=10).head(0)).num_rows == 0
    assert score_champions(champions.head(0), lambda _: labelled()).num_rows == 0


LEARNED_FROM = [*FEATURES, "has_outcome"]


def grown(known, rows, as_of=AS_OF, declaration="{}"):
    wanted = pd.DataFrame({"insight": ["churn"], "declaration": [declaration]})
    return grow(known, as_of, "shop", wanted, lambda _: rows, LEARNED_FROM, lambda rows, _: version_of(rows))


@pytest.fixture(scope="module")
def trained(history):
    return grown(VERSIONS.empty_table(), history)


def test_training_again_changes_nothing(history, trained):
    assert trained.num_rows == 1
    assert grown(trained, history.sample(frac=1, random_state=1)).equals(trained)
    later = grown(trained, history, as_of=AS_OF + pd.Timedelta(days=7))
    assert later.slice(0, 1).equals(trained)
    assert later.num_rows == 2
    metrics = json.loads(trained["metrics"][0].as_py())
    assert set(metrics) == {metric.__name__ for metric in propensity.METRICS} | {"classifier"}


def test_an_older_moment_refuses_to_write_whether_or_not_anything_could_be_trained(history, trained):
    before = AS_OF - pd.Timedelta(days=1)
    with pytest.raises(StateError, match=r"already holds a model that was trained for 2025-06-01 .* set DUCKDB_PATH"):
        grown(trained, history, as_of=before)
    nothing = pd.DataFrame({"insight": [], "declaration": []})
    with pytest.raises(StateError, match="set DUCKDB_PATH"):
        grow(trained, before, "shop", nothing, lambda _: history, LEARNED_FROM, lambda rows, _: version_of(rows))


def test_other_input_refuses_to_write(history, trained):
    changed = history.copy()
    changed.loc[0, "active_days_short"] += 1
    with pytest.raises(StateError, match=r"trained for the same moment on other input.* set DUCKDB_PATH"):
        grown(trained, changed)


def test_another_declaration_is_another_version(history, trained):
    assert grown(trained, history, declaration='{"window_days": 30}').num_rows == 2
    assert version_name("churn", AS_OF, "{}") != version_name("churn", AS_OF, "{ }")


def test_state_of_another_version_of_the_project_is_refused():
    relation = SimpleNamespace(schema="insights", identifier="state")
    with duckdb.connect() as connection:
        assert previous_rows(connection, relation, VERSIONS).num_rows == 0
        connection.execute("create schema insights; create table insights.state as select 'v' as version")
        with pytest.raises(StateError, match=r"insights.state lacks declaration, .* set DUCKDB_PATH"):
            previous_rows(connection, relation, VERSIONS)


def test_the_fingerprint_tells_texts_apart_and_takes_those_that_are_missing(history):
    rows = history.head(2).reset_index(drop=True)
    seen = {
        fingerprint(rows.assign(item=pd.Series(items, dtype=dtype)), ["item"])
        for dtype in (object, "str")
        for items in (["x\ny", "z"], ["x", "y\nz"], ["x", None], [None, "x"], ["x", "None"], ["", "x"])
    }
    assert len(seen) == 6


def test_the_fingerprint_sees_every_value_and_no_order(history):
    assert fingerprint(history, LEARNED_FROM) == fingerprint(history.iloc[::-1], LEARNED_FROM)
    for column in LEARNED_FROM:
        changed = history.copy()
        changed.loc[7, column] = not changed.loc[7, column] if column == "has_outcome" else 0.125
        assert fingerprint(changed, LEARNED_FROM) != fingerprint(history, LEARNED_FROM), column
