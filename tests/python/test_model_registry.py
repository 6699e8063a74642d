"""What a build adds to the versions of a model, which of them scores, and when the build has to refuse."""

import hashlib
import re
import shutil
from dataclasses import fields
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, Project

from profile_enrichment import affinity, lifetime_value, propensity
from profile_enrichment.buying import ParetoModel, ValueModel
from profile_enrichment.calibration import Calibration
from profile_enrichment.classifiers import Splines, Trees
from profile_enrichment.lifetime_value import Buying, Horizon, Learners, LifetimeValueModel
from profile_enrichment.model_registry import VERSIONS, Contest, fingerprint, grow, version_name
from profile_enrichment.state import StateError, previous_rows

AS_OF = pd.Timestamp("2025-06-01")
COLUMNS = ["days_since_last", "has_outcome"]
WON, LOST = Contest(True, "won"), Contest(False, "lost")


@pytest.mark.parametrize(
    ("least", "most", "is_won", "said"),
    [
        (0.1, 0.2, True, "over before"),
        (-0.1, 0.2, False, "that may be nothing"),
        (-0.2, -0.1, False, "a loss for sure"),
        (np.nan, np.nan, False, "that may be nothing"),
    ],
)
def test_a_contest_is_won_by_a_gain_that_is_sure(least, most, is_won, said):
    gain = {"difference_lower": least, "difference_upper": most}
    found = Contest.at_newest_cut(SimpleNamespace(version="before"), "AUC", gain, [])
    assert found.is_won is is_won
    assert found.reason.endswith(said)


@pytest.fixture
def history():
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "profile_id": [f"p{number}" for number in range(30)],
            "cut_at": pd.Timestamp("2025-05-01"),
            "days_since_last": random.gamma(2, 10, 30),
            "has_outcome": random.random(30) < 0.5,
        }
    )


def version(is_poor=False, outcome=WON):
    made = {
        "is_poor": is_poor,
        "first_cut_at": AS_OF,
        "last_cut_at": AS_OF,
        "training_row_count": 30,
        "outcome_count": 15,
        "metrics": "{}",
        "evaluations": "[]",
        "features": "[]",
        "reference_quantiles": [0.5],
        "estimator": b"model",
    }
    return made, outcome


def grown(
    known,
    rows,
    days=0,
    declaration="{}",
    made=None,
    seen=None,
    champion=None,
    drifted=False,
    identity_rules="rules",
    **policy,
):
    wanted = {"insight": "churn", "declaration": declaration, "retrain": "auto", "after_days": 30, "champion": champion}

    def version_of(rows, insight, champion):
        if seen is not None:
            seen.append(champion and champion.version)
        return made or version()

    return grow(
        known=known,
        as_of=AS_OF + pd.Timedelta(days=days),
        input_name="shop",
        identity_rules=identity_rules,
        wanted=pd.DataFrame([wanted | policy]),
        rows_of=lambda _: rows,
        columns=COLUMNS,
        version_of=version_of,
        has_drifted=lambda champion, insight: drifted,
    )


@pytest.fixture
def trained(history):
    return grown(VERSIONS.empty_table(), history)


def names(days):
    return version_name("churn", AS_OF + pd.Timedelta(days=days), "{}")


# ---- forms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "classes", "columns", "form", "digest"),
    [
        ("predictions", [propensity.CalibratedModel, Calibration, Trees, Splines], propensity.FEATURES, 3, "20b6571e"),
        ("affinities", [affinity.PairModel, Calibration], affinity.FEATURES, 4, "72b32ba8"),
        (
            "horizons",
            [LifetimeValueModel, Horizon, Buying, ParetoModel, ValueModel, Learners],
            [*lifetime_value.HISTORY, *lifetime_value.FEATURES],
            6,
            "240f6afe",
        ),
    ],
)
def test_what_stored_models_keep_has_a_number(declared, classes, columns, form, digest):
    path = ROOT / "models" / "input" / f"declared_{declared}.sql"
    kept = [[each.__name__, *(field.name for field in fields(each))] for each in classes]
    assert hashlib.sha256(str([*kept, columns]).encode()).hexdigest()[:8] == digest, (
        f"what models keep has changed: raise model_form in {path}, and write the number and the digest here"
    )
    assert f" {form} as model_form" in path.read_text()


# ---- when --------------------------------------------------------------------------------------------


def test_the_same_moment_again_changes_nothing(history, trained):
    assert trained.num_rows == 1
    assert grown(trained, history.sample(frac=1, random_state=1)).equals(trained)
    assert grown(trained, history, retrain="always").equals(trained)


@pytest.mark.parametrize(
    ("days", "policy", "count"),
    [
        (29, {}, 1),
        (30, {}, 2),
        (7, {"after_days": 7}, 2),
        (1, {"drifted": True}, 2),
        (1, {"retrain": "always"}, 2),
        (1, {"declaration": '{"window_days": 30}'}, 2),
    ],
)
def test_a_model_is_trained_again_when_it_is_due(history, trained, days, policy, count):
    later = grown(trained, history, days, **policy)
    assert later.num_rows == count
    assert later.slice(0, 1).equals(trained)


def test_age_counts_from_the_last_training_whether_or_not_it_was_promoted(history, trained):
    second = grown(trained, history, 30, made=version(outcome=LOST))
    assert grown(second, history, 59).num_rows == 2
    assert grown(second, history, 60).num_rows == 3


def test_drift_is_asked_of_the_last_training(history, trained):
    """Or a champion that cannot be beaten yet would have the model trained at every build."""
    asked = []
    wanted = {"insight": ["churn"], "declaration": ["{}"], "retrain": ["auto"], "after_days": [30], "champion": [None]}
    second = grown(trained, history, 30, made=version(outcome=LOST))
    grow(
        known=second,
        as_of=AS_OF + pd.Timedelta(days=31),
        input_name="shop",
        identity_rules="rules",
        wanted=pd.DataFrame(wanted),
        rows_of=None,
        columns=COLUMNS,
        version_of=None,
        has_drifted=lambda newest, insight: asked.append(newest.version),
    )
    assert asked == [names(30)]


@pytest.mark.parametrize("nothing", [None, np.nan])
def test_one_insight_with_a_named_champion_leaves_the_others_alone(history, nothing):
    both = pd.DataFrame({"insight": ["churn", "conversion"], "declaration": "{}", "retrain": "auto", "after_days": 30})

    def built(known, days, champions):
        return grow(
            known=known,
            as_of=AS_OF + pd.Timedelta(days=days),
            input_name="shop",
            identity_rules="rules",
            wanted=both.assign(champion=champions),
            rows_of=lambda _: history,
            columns=COLUMNS,
            version_of=lambda rows, insight, champion: version(),
        )

    first = built(VERSIONS.empty_table(), 0, [nothing, nothing])
    assert built(first, 30, [names(0), nothing]).num_rows == 4


def test_what_is_not_due_is_not_even_read(trained):
    assert grown(trained, None, 1).equals(trained)


# ---- which -------------------------------------------------------------------------------------------


def promoted(table):
    return table["is_promoted"].to_pylist()


def test_the_first_is_promoted_and_then_the_contest_decides(history, trained):
    assert promoted(trained) == [True]
    assert trained["promotion_reason"].to_pylist() == ["the first version of this declaration"]
    seen = []
    lost = grown(trained, history, 30, made=version(outcome=LOST), seen=seen)
    won = grown(lost, history, 60, made=version(outcome=Contest(True, "gains")), seen=seen)
    last = grown(won, history, 90, made=version(outcome=LOST), seen=seen)
    assert promoted(last) == [True, False, True, False]
    assert last["promotion_reason"].to_pylist()[1:] == ["lost", "gains", "lost"]
    assert seen == [names(0), names(0), names(60)]


def test_a_poor_one_replaces_none(history, trained):
    poor = grown(trained, history, 30, made=version(is_poor=True))
    assert promoted(poor) == [True, False]


def test_a_poor_champion_stays_until_the_contest_is_won_and_says_who_could_replace_it(history):
    poor_first = grown(VERSIONS.empty_table(), history, made=version(is_poor=True))
    lost = grown(poor_first, history, 30, made=version(outcome=LOST))
    won = grown(lost, history, 60)
    assert promoted(won) == [True, False, True]
    assert won["promotion_reason"].to_pylist()[1:] == [
        f"lost; {names(0)} is poor, this one is not: training.champions may name it",
        WON.reason,
    ]


def test_a_declared_champion_is_the_one_to_beat(history, trained):
    second = grown(trained, history, 30)
    seen = []
    grown(second, history, 60, champion=names(0), seen=seen)
    assert seen == [names(0)]


def test_a_declared_champion_that_is_none_of_its_versions_stops_with_those_that_are(history, trained):
    with pytest.raises(ValueError, match=re.escape(f"names 'churn-1' for churn, which is no version of it as it is"
                                                   f" declared now: {names(0)}. Name another one")):  # fmt: skip
        grown(trained, history, 1, champion="churn-1")
    with pytest.raises(ValueError, match="declared now: there is none"):
        grown(trained, history, 1, champion=names(0), declaration='{"window_days": 30}')


# ---- when not ----------------------------------------------------------------------------------------


def test_an_older_moment_refuses_to_write_whether_or_not_anything_could_be_trained(history, trained):
    with pytest.raises(StateError, match=r"already holds a model that was trained for 2025-06-01 .* set DUCKDB_PATH"):
        grown(trained, history, days=-1)
    nothing = pd.DataFrame(columns=["insight", "declaration", "retrain", "after_days", "champion"])
    with pytest.raises(StateError, match="set DUCKDB_PATH"):
        grow(trained, AS_OF - pd.Timedelta(days=1), "shop", "rules", nothing, None, COLUMNS, None)


def test_other_input_refuses_to_write(history, trained):
    changed = history.copy()
    changed.loc[0, "days_since_last"] += 1
    with pytest.raises(StateError, match=r"trained for the same moment on other input.* set DUCKDB_PATH"):
        grown(trained, changed)


def test_other_rules_of_who_is_who_leave_the_version_of_the_moment_as_it_is(history, trained):
    """Whoever parts two people wants to see them parted, not to be sent to another file."""
    changed = history.copy()
    changed.loc[0, "profile_id"] = "p0 after all"
    assert grown(trained, changed, identity_rules="p0 is denied").equals(trained)
    assert grown(trained, changed, 30, identity_rules="p0 is denied").num_rows == 2


def test_another_declaration_is_another_version():
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
    assert fingerprint(history, COLUMNS) == fingerprint(history.iloc[::-1], COLUMNS)
    for column in COLUMNS:
        changed = history.copy()
        changed.loc[7, column] = not changed.loc[7, column] if column == "has_outcome" else 0.125
        assert fingerprint(changed, COLUMNS) != fingerprint(history, COLUMNS), column


# ---- in a build --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        (["auto"], "training: found '['auto']'; write a mapping such as {retrain: auto, after_days: 30}"),
        ({"retry": 1}, "training: 'retry' is not known here; allowed are retrain, after_days, champions"),
        (
            {"leaks_only_warn": "churn"},
            "training, at leaks_only_warn: found 'churn'; list insights such as [conversion]",
        ),
        (
            {"leaks_only_warn": ["chrun"]},
            "training, at leaks_only_warn: 'chrun' has no models; allowed are churn, conv",
        ),
        ({"retrain": "daily"}, "at retrain: found 'daily'; allowed are auto, always, never"),
        ({"after_days": 0}, "at after_days: found '0'; give a whole number of days from 1 to 3650"),
        ({"after_days": True}, "at after_days: found 'True'; give a whole number"),
        ({"champions": "churn"}, "at champions: found 'churn'; write a mapping from an insight to a version"),
        (
            {"champions": {"chrun": "v"}},
            "at champions: 'chrun' has no models; allowed are churn, conversion, life",
        ),
        ({"champions": {"engagement": "v"}}, "at champions: 'engagement' has no models"),
        ({"champions": {"churn": 1}}, "at champions, at churn: found '1'; give a version of insights.model_versions"),
    ],
)
def test_a_wrong_declaration_says_where_and_what_is_allowed(run_macro, declared, sentence):
    assert sentence in run_macro("training", variables={"training": declared})


def test_a_build_trains_what_is_due_and_rolls_back_by_one_setting(demo, tmp_path):
    churn = {"event": "purchase", "outcome": "absent", "window_days": 90}
    churn["eligible"] = {"event": "purchase", "within_days": 180}
    conversion = {"event": "purchase", "outcome": "present", "window_days": 30}
    predictions = {"churn": churn, "conversion": conversion}
    project = Project(tmp_path, variables={"predictions": predictions, "affinities": None, "lifetime_value": None})
    shutil.copy(demo.database, project.database)
    ((first, as_of),) = project.rows("select version, trained_at from insights.model_versions where insight = 'churn'")
    later = str(as_of + pd.Timedelta(days=10))
    registry = ("run", "--select", "declared_training", "model_versions", "ml_propensity__scored", "insight_scores")

    def versions():
        found = "select version, role, promotion_reason from insights.model_versions where insight = 'churn' order by 1"
        return project.rows(found)

    def scorers():
        scored = "select distinct model_version, as_of from insights.insight_scores where score is not null"
        return [(version, str(moment)) for version, moment in project.rows(scored + " and insight = 'churn'")]

    outcome = project.dbt("run", "--select", "+insight_scores", as_of=later)
    assert outcome.success, outcome.text
    assert [version for version, *_ in versions()] == [first]
    assert scorers() == [(first, later)]

    outcome = project.dbt(*registry, "ml_propensity__trained", as_of=later, training={"retrain": "always"})
    assert outcome.success, outcome.text
    (_, role, _), (second, second_role, reason) = versions()
    assert (role, second_role) == ("champion", "challenger")
    assert reason == f"no outcome is known yet that {first} could not know"
    assert scorers() == [(first, later)]

    pinned = {"training": {"champions": {"churn": second}}}
    outcome = project.dbt(*registry, "ml_propensity__trained", as_of=later, **pinned)
    assert outcome.success, outcome.text
    assert [role for _, role, _ in versions()] == ["retired", "champion"]
    assert scorers() == [(second, later)]

    misspelt = {"training": {"champions": {"churn": "churn-1"}}}
    outcome = project.dbt("run", "--select", "declared_training", "ml_propensity__trained", as_of=later, **misspelt)
    assert "training.champions names 'churn-1' for churn, which is no version of it" in outcome.text

    untrained = {"training": {"retrain": "never", "champions": {"churn": "churn-1"}}}
    outcome = project.dbt("build", "--select", "declared_training", "a_named_champion_is_a_version", **untrained)
    assert "FAIL 1 a_named_champion_is_a_version" in outcome.text
    assert "training.champions names churn-1 for churn, which is no version of it" in outcome.text


RUN = ("run", "--select")


def test_what_a_database_remembers_is_what_the_next_build_goes_on_from(demo, tmp_path):
    """Clusters keep numbers; old models have their intercepts refreshed, and are trained again where people differ."""
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)

    def change(*statements):
        with duckdb.connect(str(project.database)) as connection:
            for statement in statements:
                connection.execute(statement)

    def told(relation, of):
        return dict(project.rows(f"select insight, round(sum({of}), 6) from insights.{relation} group by insight"))

    numbers = "select distinct cluster_id from insights.ml_clusters__scored order by 1"
    before = project.rows(numbers)
    probabilities = told("ml_propensity__scored", "probability")
    affinities = told("ml_affinity__scored", "affinity")
    earlier = "set trained_at = trained_at - interval 200 day"
    change(
        "update insights.ml_clusters__scored set cluster_id = cluster_id + 10",
        f"update insights.model_versions {earlier}",
    )
    assert project.dbt(*RUN, "ml_clusters__scored", "ml_propensity__scored", "ml_affinity__scored").success
    assert project.rows(numbers) == [(number + 10,) for (number,) in before]
    for known, relation, of in (
        (probabilities, "ml_propensity__scored", "probability"),
        (affinities, "ml_affinity__scored", "affinity"),
    ):
        now = told(relation, of)
        assert now.keys() == known.keys()
        assert all(now[insight] != known[insight] for insight in known)

    trained = ("ml_propensity__trained", "ml_lifetime_value__trained")
    lately = "set version = version || '-before', trained_at = trained_at - interval 10 day"
    change(*(f"update insights.{relation} {lately}" for relation in trained))
    count = " union all ".join(f"select count(*) from insights.{relation}" for relation in trained)
    first = project.rows(count)
    assert project.dbt(*RUN, *trained).success
    assert project.rows(count) == first  # due in 20 days
    elsewhere = "set reference_quantiles = list_transform(reference_quantiles, lambda x: 1e-6 * x)"
    change(*(f"update insights.{relation} {elsewhere}" for relation in trained))
    assert project.dbt(*RUN, *trained).success
    assert [now > then for (now,), (then,) in zip(project.rows(count), first, strict=True)] == [True, True]
