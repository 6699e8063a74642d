"""Whole builds: on nothing, on next to nothing, again, as of another day."""

import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from conftest import (
    MODELS,
    ONE_RECORD,
    Project,
    copied_project,
    event,
    events_csv,
    relations,
    write_input,
)


def differing(left: Project, right: Project, names: list[str]) -> list[str]:
    """Return the relations whose rows are not equal, counted with repetition."""
    with duckdb.connect() as connection:
        for alias, project in (("a", left), ("b", right)):
            connection.execute(f"attach '{project.database}' as {alias} (read_only)")
        return [
            name
            for name in names
            if connection.execute(
                f"(from a.{name} except all from b.{name}) union all (from b.{name} except all from a.{name}) limit 1"
            ).fetchall()
        ]


# ---- next to nothing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "profiles", "as_of"),
    [
        ({}, 0, datetime(1970, 1, 1)),
        ({"profile_records/a.csv": ONE_RECORD}, 1, datetime(2025, 1, 1, 0, 0, 0, 1)),
        ({"experience_events/a.csv": events_csv(event("e1"))}, 1, datetime(2025, 1, 1, 10, 0, 0, 1)),
    ],
    ids=["empty folders", "one person", "one event"],
)
def test_a_build_on_next_to_nothing_is_green_with_every_test(project, tmp_path, files, profiles, as_of):
    project.build(input_dir=write_input(tmp_path / "input", files))
    assert project.rows("select count(*) from marts.customer_profiles") == [(profiles,)]
    assert project.rows("select as_of from input.build_clock") == [(as_of,)]
    assert project.rows("select count(*) from insights.model_versions") == [(0,)]
    reasons = dict(project.rows("select insight, not_scored_reason from insights.insight_scores"))
    # Engagement is no model: who is known has one.
    assert reasons.pop("engagement", None) is None
    assert len(reasons) == profiles * 8
    assert all(reason.startswith("not trained: ") for reason in reasons.values())


def test_too_few_outcomes_train_nothing_and_say_how_many_there_are(project, tmp_path):
    """Two hundred people over four months: enough to count, not enough to learn from."""
    rows = [
        event(f"{person}-{month}", f"2025-{month:02d}-01T10:00:00Z", "purchase", f"c{person}")
        for person in range(200)
        for month in range(1, 8)
        if (person + month) % 3
    ]
    project.build(
        *MODELS,
        input_dir=write_input(tmp_path / "input", {"experience_events/a.csv": events_csv(*rows)}),
        predictions={
            "churn": {
                "event": "purchase",
                "outcome": "absent",
                "window_days": 28,
                "eligible": {"event": "purchase", "within_days": 56},
            }
        },
    )
    ((reason,),) = project.rows(
        "select distinct not_scored_reason from insights.insight_scores where insight = 'churn'"
    )
    counts = project.rows("select with_outcome_count, without_outcome_count from insights.training_readiness")[0]
    assert 0 < min(counts) < 500
    assert reason == (
        f"not trained: {counts[0]} training rows with the outcome and {counts[1]} without, from 3 cuts between"
        " 2025-03-11 and 2025-05-06; 500 of each are needed"
    )


# ---- the demo shop -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    """The demo shop, built a second time, by another number of threads."""
    project = Project(tmp_path_factory.mktemp("again"))
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "2")
    command = [Path(sys.executable).parent / "dbt", "--quiet", "build", *MODELS, "--project-dir", project.root]
    command += ["--profiles-dir", project.root, "--target-path", tmp_path_factory.mktemp("target"), "--threads", "3"]
    subprocess.run(command, env=os.environ | threads | {"DUCKDB_PATH": str(project.database)}, check=True)
    return project


def test_two_builds_give_equal_rows(demo, again):
    counts = relations(demo)
    assert counts == relations(again)
    assert counts["marts.customer_profiles"] > 1800
    names = sorted(counts)
    blobs = {"insights.model_versions"} | {
        f"insights.ml_{of}__trained" for of in ("propensity", "lifetime_value", "affinity")
    }
    assert differing(demo, again, [name for name in names if name not in blobs]) == []
    without_archive = "select * exclude (estimator) from insights.model_versions order by version"
    assert demo.rows(without_archive) == again.rows(without_archive)


def test_building_again_into_the_same_file_keeps_state_and_leaves_no_litter(again, tmp_path):
    project = Project(tmp_path)
    shutil.copy(again.database, project.database)
    first, versions = relations(project), project.rows("from insights.model_versions order by version")
    project.build(*MODELS, "--full-refresh")
    assert relations(project) == first
    assert project.rows("from insights.model_versions order by version") == versions
    assert project.rows("select table_name from information_schema.tables where table_schema = 'main'") == []


def test_an_older_as_of_in_the_same_file_is_refused(demo, tmp_path):
    """A model that knows the future must not score the past."""
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    outcome = project.dbt("build", *MODELS, "--select", "build_clock", "ml_propensity__trained", as_of="2024-09-01")
    assert not outcome.success
    assert "the database already holds a model that was trained for 2025-12-31" in outcome.text


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"input_dir": "my_data"},
            "reads 'my_data', but the database holds models that were trained on 'the demo shop'",
        ),
        (
            {"demo_shop_dir": "big"},
            "If it is the same business in another directory, give it one name: the variable input_name",
        ),
        (
            {"as_of": "2025-06-01"},
            "speaks for 2025-06-01, but the database already holds a model that was trained for 2025-12",
        ),
    ],
)
def test_what_the_database_cannot_take_is_refused_before_anything_is_built(demo, tmp_path, variables, sentence):
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    (tmp_path / "my_data").mkdir()
    before = relations(project)
    outcome = project.dbt("build", **variables)
    assert not outcome.success
    assert sentence in outcome.text
    assert "set DUCKDB_PATH" in outcome.text
    assert relations(project) == before


def test_an_input_is_known_again_however_its_path_is_written(demo, tmp_path):
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    with duckdb.connect(str(project.database)) as connection:
        states = "select table_name from duckdb_columns() where column_name = 'input_name' and table_name like 'ml_%'"
        for (state,) in connection.sql(states).fetchall():
            connection.execute(f"update insights.{state} set input_name = 'shops/a'")

    def is_refused(**variables) -> bool:
        return "the database holds models" in project.dbt("run", "--select", "build_clock", **variables).text

    assert not is_refused(input_dir=".//shops/./a/")
    assert not is_refused(input_dir="elsewhere", input_name="shops/a")
    assert is_refused(input_dir="shops/b")


def test_state_of_another_version_is_refused_with_advice(project):
    with duckdb.connect(str(project.database)) as connection:
        connection.execute("create schema insights")
        connection.execute("create table insights.ml_propensity__trained as select 'v' as version")
    outcome = project.dbt("run", "--select", "build_clock")
    assert "insights.ml_propensity__trained lacks input_name, trained_at: another version of" in outcome.text
    assert "set DUCKDB_PATH" in outcome.text


def test_the_demo_predicts_better_than_its_baseline(demo):
    """At the newest cut for sure, over all cuts on average."""
    judged = demo.rows(
        """
        select
            insight, count(*), avg(value - baseline_value), min(baseline_value), max_by(difference_lower, cut_at)
        from insights.model_evaluations
        where metric = 'auc' and baseline_name = 'rfm_logistic'
        group by insight
        """
    )
    assert {insight for insight, *_ in judged} == {"churn", "conversion"}
    for insight, cuts, gain, worst_baseline, newest in judged:
        assert cuts == 4, insight
        assert worst_baseline > 0.7, insight
        assert gain > 0.005, insight
        assert newest > 0, insight


def test_segments_of_the_demo_have_members(demo):
    sizes = dict(demo.rows("select segment, member_count from membership.segment_definitions"))
    assert len(sizes) == 6
    assert all(size > 5 for size in sizes.values()), sizes


JULY = "2025-07-01"
"""A day of the demo shop that much comes after."""


def built_in_july(demo: Project, directory: Path, condition: str) -> Project:
    """The demo shop's rows under a condition on their moment, ``{}``, built as of JULY and tested."""
    project = Project(directory)
    moments = {
        "profile_records": "coalesce(updated_at, ingested_at)",
        "experience_events": "event_at",
        "consents": "recorded_at",
    }
    for folder, moment in moments.items():
        target = project.directory / "input" / folder
        target.mkdir(parents=True)
        with duckdb.connect(str(demo.database), read_only=True) as connection:
            made_here = "row_status" if folder == "consents" else "identity_set_id"
            connection.execute(
                f"copy (select * exclude ({made_here}) from input.{folder} where {condition.format(moment)})"
                f" to '{target}/rows.parquet' (format parquet)"
            )
    given = {"input_dir": str(project.directory / "input"), "as_of": JULY}
    project.build(*MODELS, **given)
    outcome = project.dbt("test", "--select", "input", "identity", "profile", "marts", "quality", **given)
    assert outcome.success, outcome.text
    return project


@pytest.fixture(scope="module")
def whole(demo, tmp_path_factory):
    """The demo shop as of JULY, with everything that came later in the input."""
    return built_in_july(demo, tmp_path_factory.mktemp("whole"), "true")


def test_an_as_of_in_the_past_is_blind_to_everything_after_it(demo, whole, tmp_path):
    """Equal features, labels and scores, whether the later rows are there or were never written."""
    truncated = built_in_july(demo, tmp_path, f"{{}} < timestamp '{JULY}'")
    assert ("after_as_of",) in whole.rows("select distinct row_status from input.consents")
    names = ["input.cuts", "features.ftr_outcomes", "insights.model_evaluations"]
    names += ["insights.cluster_evaluations", "insights.cluster_profiles", "insights.audience_clusters"]
    names += [f"insights.{kind}_affinities" for kind in ("product", "category", "content")]
    assert differing(whole, truncated, names) == []
    for query in (
        "select * exclude (name_identity_id) from features.ftr_propensities order by all",
        "select * exclude (estimator, input_name) from insights.model_versions order by version",
        "select * exclude (name_identity_id) from features.ftr_labelled_lifetime_values order by all",
        "select * exclude (name_identity_id) from features.ftr_engagements order by all",
        "select * exclude (name_identity_id) from features.ftr_clusters order by all",
        "select * exclude (name_identity_id) from features.ftr_labelled_affinities order by all",
        "select * from insights.insight_scores where not_scored_reason is null order by all",
    ):
        assert whole.rows(query) == truncated.rows(query)
        assert whole.rows(query)


READINESS = "select horizon_days, judged_days, not_trained_reason from insights.horizon_readiness order by 1"


def test_a_horizon_that_history_does_not_hold_three_times_is_judged_in_part_and_forecast_as_a_whole(whole):
    """History has 547 days: a horizon of a year is judged over its half."""
    assert whole.rows(READINESS) == [(90, 90, None), (365, 182, None)]
    orders = dict(
        whole.rows("select insight, sum(value) from insights.insight_scores where value > 0 group by insight")
    )
    assert orders["expected_orders_365d"] > 2 * orders["expected_orders_90d"]
    assert whole.rows(
        """
        select insight, list(distinct judged_days order by judged_days) from insights.model_evaluations
        where insight in ('churn', 'expected_orders_365d', 'lifetime_value_90d', 'lifetime_value_365d')
        group by insight order by insight
        """
    ) == [
        ("churn", [90]),
        ("expected_orders_365d", [182]),
        ("lifetime_value_365d", [182]),
        ("lifetime_value_90d", [90]),
    ]
    measured = whole.rows(
        """
        select insight, feature from quality.feature_drift
        where insight like 'lifetime_value%' and feature in ('order_count', 'order_count_recent') order by all
        """
    )
    # What the purchase models do not read has windows of another length today than in July's past.
    assert measured == [
        ("lifetime_value_365d", "order_count"),
        ("lifetime_value_90d", "order_count"),
        ("lifetime_value_90d", "order_count_recent"),
    ]


def test_a_model_that_was_judged_in_part_scores_on_when_history_has_grown(whole, tmp_path):
    """Also where it is named, and nothing may be trained."""
    project = Project(tmp_path)
    shutil.copy(whole.database, project.database)
    ((july,),) = project.rows(
        "select version from insights.model_versions where insight = 'lifetime_value_365d' and role = 'champion'"
    )
    outcome = project.dbt(
        "run",
        *("--select", "+score_outcomes", "horizon_readiness"),
        input_dir=str(whole.directory / "input"),
        as_of="2027-01-01",
        training={"retrain": "never", "champions": {"lifetime_value_365d": july}},
    )
    assert outcome.success, outcome.text
    ((buyers, with_amounts),) = project.rows(
        """
        select count(*), count_if(priced_order_count > 0) from features.ftr_lifetime_values
        where insight = 'lifetime_value_365d' and role = 'scoring'
        """
    )
    assert with_amounts < buyers
    # What was foretold in July has come true by now, or not.
    followed = project.rows(
        """
        select insight, score_count > 500, mean_forecast > 0, mean_outcome / mean_forecast between 0.5 and 2
        from quality.score_outcomes
        where insight in ('churn', 'expected_orders_90d', 'lifetime_value_365d') and bucket_kind = 'all'
        order by insight
        """
    )
    told = ("churn", "expected_orders_90d", "lifetime_value_365d")
    assert followed == [(insight, True, True, True) for insight in told]
    never = "not trained: the variable training says never"
    assert project.rows(READINESS) == [(90, 90, never), (365, 365, never)]
    assert project.rows(
        """
        select insight, version, count(value)
        from insights.ml_lifetime_value__scored where insight like '%_365d' group by all order by insight
        """
    ) == [("expected_orders_365d", july, buyers), ("lifetime_value_365d", july, with_amounts)]


def test_any_event_can_be_predicted_and_what_cannot_be_learnt_says_why(demo, tmp_path):
    """What the shop does, too; and a misspelt event is no lack of history, but is named."""
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    predictions = {
        "sent": {"event": "email_sent", "outcome": "present", "window_days": 30},
        "misspelt": {
            "event": "purchase",
            "outcome": "absent",
            "window_days": 30,
            "eligible": {"event": "purchas", "within_days": 90},
        },
        "far": {"event": "purchase", "outcome": "absent", "window_days": 3000},
    }
    outcome = project.dbt("run", "--select", "declared_predictions+,+training_readiness", predictions=predictions)
    assert outcome.success, outcome.text
    found = project.rows("select insight, with_outcome_count, not_trained_reason from insights.training_readiness")
    readiness = {insight: rest for insight, *rest in found}
    assert readiness["far"][1] == "not trained: no cut has a whole lookback before it and a whole window after"
    assert readiness["misspelt"][1] == (
        "not trained: nobody was eligible at any of the 11 training cuts: no purchas in the 90 days before any of them"
    )
    assert readiness["sent"][0] > 500

    outcome = project.dbt("test", "--select", "every_event_asked_for_was_seen", predictions=predictions)
    assert outcome.success, outcome.text
    assert project.rows("from quality.every_event_asked_for_was_seen") == [("purchas", "prediction misspelt")]


def test_conditions_and_exclusions_mean_what_a_slow_reading_of_the_events_says(demo, tmp_path):
    """Whose outcome, eligibility or exclusion depends on more than the type of event."""
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    web = {"channel": {"eq": "web"}}
    predictions = {
        "big": {
            "event": ["purchase", "refund"],
            "where": {"revenue": {"gte": 40}},
            "outcome": "present",
            "window_days": 60,
            "eligible": {"event": "page_view", "where": web, "within_days": 90},
            "excluded": {"event": "email_click", "within_days": 20},
        },
        "first": {"event": "purchase", "outcome": "absent", "window_days": 30, "excluded": {"event": "purchase"}},
    }
    is_declared = {
        "big": {
            "outcome": lambda e: e["event_type"] in ("purchase", "refund") and (e["reporting_revenue"] or 0) >= 40,
            "eligible": lambda e: e["event_type"] == "page_view" and e["channel"] == "web",
            "excluded": lambda e: e["event_type"] == "email_click",
        },
        "first": {
            "outcome": lambda e: e["event_type"] == "purchase",
            "eligible": lambda e: True,
            "excluded": lambda e: e["event_type"] == "purchase",
        },
    }
    days = {
        "big": {"outcome": 60, "eligible": 90, "excluded": 20},
        "first": {"outcome": 30, "excluded": 36500},
    }
    outcome = project.dbt("run", "--select", "declared_predictions+,+ftr_outcomes", predictions=predictions)
    assert outcome.success, outcome.text

    columns = ["identity_id", "event_type", "event_at", "channel", "reporting_revenue"]
    events = defaultdict(list)
    for row in project.rows(f"select {', '.join(columns)} from profile.profile_events"):
        events[row[0]].append(dict(zip(columns, row, strict=True)))
    persons = dict(project.rows("select identity_id, person_id from features.int_persons"))
    identities_of = defaultdict(list)
    for identity, person in persons.items():
        identities_of[person].append(identity)

    def any_of(identities, is_met, start, end):
        return any(start <= e["event_at"] < end and is_met(e) for i in identities for e in events[i])

    expected = {}
    cuts = project.rows(
        "select distinct insight, cut_at from input.cuts where role != 'scoring' and insight in ('big', 'first')"
    )
    for insight, cut in cuts:
        known = defaultdict(list)
        for identity, named_after, profile in project.rows(
            "select identity_id, name_identity_id, profile_id from features.int_cut_profiles"
            f" where insight = '{insight}' and cut_at = timestamp '{cut}'"
        ):
            known[profile, named_after].append(identity)
        for (profile, named_after), identities in known.items():

            def happened_before(role, identities=identities, insight=insight, cut=cut):
                start = cut - timedelta(days=days[insight].get(role, 36500))
                return any_of(identities, is_declared[insight][role], start, cut)

            if (insight == "first" or happened_before("eligible")) and not happened_before("excluded"):
                person = identities_of[persons[named_after]]
                end = cut + timedelta(days=days[insight]["outcome"])
                came = any_of(person, is_declared[insight]["outcome"], cut, end)
                expected[insight, cut, profile] = came == (insight == "big")
    found = project.rows("select insight, cut_at, profile_id, has_outcome from features.ftr_outcomes")
    assert {(insight, cut, profile): outcome for insight, cut, profile, outcome in found} == expected
    assert len(set(expected.values())) == 2
    assert {insight for insight, *_ in expected} == {"big", "first"}


@pytest.mark.parametrize(
    "variables",
    [
        {"predictions": {"return": {"event": "app_open", "outcome": "present", "window_days": 14}}},
        {"predictions": None},
        {"profile_attributes": {"shoe_size": "decimal"}},
        {"profile_attributes": None, "computed_attributes": None},
    ],
)
def test_an_audience_that_ships_is_absent_where_what_it_asks_for_is_not_declared(tmp_path, variables):
    outcome = Project(tmp_path).dbt("seed", "--select", "identity_namespaces", **variables)
    assert outcome.success, outcome.text


SAW = "greatest(1, max(int_outcome_days.days_before_as_of) + 1 - cuts.days_before_as_of)"
FORESAW = "greatest(1, cuts.days_before_as_of - min(int_outcome_days.days_before_as_of))"


def test_a_feature_at_an_earlier_cut_is_what_a_build_on_that_day_would_have_seen(demo, tmp_path):
    """Rows between a training cut and as_of change none."""
    later, then = Project(tmp_path / "later"), Project(tmp_path / "then")
    later.directory.mkdir()
    shutil.copy(demo.database, later.database)
    (cut,) = later.rows("select min(cut_at) from features.ftr_propensities where role = 'test'")[0]
    then.build(*MODELS, "--select", "+ftr_propensities", "+ftr_lifetime_values", as_of=str(cut))
    features = f"select * exclude (role, name_identity_id) from features.ftr_propensities where cut_at = '{cut}'"
    assert len(then.rows(features)) > 500
    assert set(then.rows(features)) == set(later.rows(features))
    values = features.replace("ftr_propensities", "ftr_lifetime_values") + " and insight = 'lifetime_value_90d'"
    assert len(then.rows(values)) > 500
    assert set(then.rows(values)) == set(later.rows(values))


AHEAD = {
    "ftr_lifetime_values": "last_order_days",
    "ftr_affinities": "days_since_last",
    "ftr_engagements": "score",
    "int_profile_days": "day_number",
    "int_excluded_profiles": "name_identity_id",
}
"""Relations that look at days before a cut, and a column that changes where they look further."""
LATER_DAYS = """(
    select count(*) from {{ ref('int_outcome_days') }} as later
    where later.insight = int_eligible_profiles.insight and later.identity_id = int_eligible_profiles.name_identity_id
)"""
RECENCY = "as days_since_last,"
REVENUE = "cast(sum(revenue) as decimal(38, 4)) as revenue"
NEXT_DAYS_REVENUE = """cast(
    lag(sum(revenue)) over (partition by identity_id, event_type order by days_before_as_of) as decimal(38, 4)
) as revenue"""


@pytest.fixture
def own_project(demo, tmp_path) -> Project:
    """The demo shop of a project whose models may be changed."""
    project = Project(tmp_path / "own", copied_project(tmp_path, {}))
    project.directory.mkdir()
    shutil.copy(demo.database, project.database)
    return project


def change(project: Project, relation: str, before: str, after: str) -> None:
    definition = project.root / "models" / "features" / f"{relation}.sql"
    assert before in definition.read_text()
    definition.write_text(definition.read_text().replace(before, after))


def test_a_window_that_does_not_end_at_the_cut_stops_the_build(own_project):
    """In each relation of features by itself."""
    for relation in AHEAD:
        change(own_project, relation, "days_before_as_of <=", "days_before_as_of - 14 <=")
    lapse = {"event": "purchase", "outcome": "absent", "window_days": 60, "excluded": {"event": "login"}}
    again = ["declared_predictions", "cuts", "int_known_profiles", "int_cut_profiles", *AHEAD]
    outcome = own_project.dbt("build", *MODELS, "--select", *again, predictions={"lapse": lapse})
    assert not outcome.success
    for relation, column in AHEAD.items():
        sentence = rf"{relation} sees what comes after its cut: .* of its rows before are not the same \(.*{column}"
        assert re.search(sentence, outcome.text), outcome.text


@pytest.mark.parametrize(
    ("relation", "before", "after", "column"),
    [
        ("ftr_propensities", SAW, FORESAW, "active_days_recent"),
        ("ftr_propensities", RECENCY, f"{RECENCY} {LATER_DAYS} as planted,", "planted"),
        ("int_daily_activity", REVENUE, NEXT_DAYS_REVENUE, "revenue"),
    ],
)
def test_a_column_that_knows_what_came_later_stops_the_build(own_project, relation, before, after, column):
    """Be it at a cut, or at a day before one."""
    change(own_project, relation, before, after)
    outcome = own_project.dbt("build", *MODELS, "--select", relation)
    assert not outcome.success
    sentence = (
        rf"{relation} sees what comes after its cut: without any row at or after [-0-9 :.]+, \d+ of its rows before"
    )
    assert re.search(rf"{sentence} are not the same \([^)]*{column}", outcome.text), outcome.text


def test_a_feature_reads_nothing_that_is_known_now_and_may_read_earlier_cuts(own_project):
    definition = (own_project.root / "models" / "features" / "ftr_propensities.sql").read_text()
    for known_now in (
        "profile_attributes",
        "int_profile_names",
        "consents",
        "int_persons",
        "profile_events",
        "products",
    ):
        count = f"(select count(*) from {{{{ ref('{known_now}') }}}})"
        change(own_project, "ftr_propensities", RECENCY, f"{RECENCY} {count} as planted,")
        outcome = own_project.dbt("build", *MODELS, "--select", "ftr_propensities")
        assert not outcome.success
        assert f"ftr_propensities reads {known_now}, which says what is known now and not since when" in outcome.text
        (own_project.root / "models" / "features" / "ftr_propensities.sql").write_text(definition)
    earlier = """(
        select count(distinct earlier.cut_at) from {{ ref('int_profile_days') }} as earlier
        where earlier.cut_at < int_eligible_profiles.cut_at
    )"""
    change(own_project, "ftr_propensities", RECENCY, f"{RECENCY} {earlier} as earlier_cuts,")
    change(
        own_project, "ftr_propensities", "select * from final", "select * from final  -- one row per profile and cut"
    )
    own_project.build(*MODELS, "--select", "ftr_propensities")


def test_features_that_are_changed_beside_what_came_true_stop_the_build(own_project):
    path = own_project.root / "models" / "features" / "outcomes" / "ftr_labelled_propensities.sql"
    leak = "ftr_propensities.* replace (active_days_short + has_outcome::int as active_days_short),"
    path.write_text(path.read_text().replace("ftr_propensities.*,", leak))
    outcome = own_project.dbt("build", "--select", "ftr_labelled_propensities", "ml_propensity__trained")
    assert not outcome.success
    failures = own_project.rows(
        "select explanation from quality.what_came_true_changes_no_feature_of_ftr_labelled_propensities"
    )
    assert re.match(r"It has features, in \d+ rows, that are not those of ftr_propensities", failures[0][0])
    assert own_project.statuses()["ml_propensity__trained"] == "skipped"


def labelled(root: Path, file: str, column: str, usage: str = "contact,no_data_science") -> None:
    """Give every column of this name in a file of descriptions a label, that which forbids data science."""
    path = root / "models" / file
    label = rf'\g<0>\1  config: {{meta: {{usage: "{usage}"}}}}\n'
    text, count = re.subn(rf"( +)- name: {column}\n", label, path.read_text())
    assert count
    path.write_text(text)


def test_a_column_whose_label_forbids_data_science_is_in_no_feature(demo, own_project):
    """Wherever on its way into profile_events it has the label; without what nothing can be learned from is refused."""
    mute, root = own_project, own_project.root
    terms = "select count(search_term), count(campaign_id) from features.int_feature_events"
    secret = {"search_term": {"type": "text", "labels": ["no_data_science"]}}
    mute.build(*MODELS, "--select", "int_feature_events", event_properties=secret)
    (of_terms, of_campaigns) = mute.rows(terms)[0]
    assert of_terms == 0 < of_campaigns
    labelled(root, "profile/_profile__models.yml", "revenue")
    categories = "select count(*), count(category) from input.int_product_categories"
    assert all(mute.rows(categories)[0])
    labelled(root, "input/_input__models.yml", "category_path")
    mute.build("--select", "int_product_categories")
    assert mute.rows(categories)[0][1] == 0
    labelled(root, "input/_input__models.yml", "product_id")
    mute.build("--select", "int_product_categories")
    assert mute.rows(categories) == [(0, 0)]
    between = ["int_feature_events+1", "int_item_days", "int_order_days", "int_profile_days"]
    features = ["ftr_propensities", "ftr_lifetime_values", "ftr_affinities"]
    learned = """
        select (select sum(revenue_medium) + sum(revenue_recent) from features.ftr_propensities),
            (select sum(revenue) + sum(priced_order_count) from features.ftr_lifetime_values),
            (select count(*) from features.ftr_affinities where insight = 'product_affinity'),
            (select count(*) from features.ftr_affinities where insight = 'category_affinity')
    """
    assert all(amount > 1000 for amount in mute.rows(learned)[0])
    mute.build(*MODELS, "--select", *between, *features)
    assert mute.rows(learned) == [(0, 0, 0, 0)]
    kept = "select count(revenue), count(product_id) from profile.profile_events"
    assert mute.rows(kept) == demo.rows(kept)

    mute.build(*MODELS, "--select", "kept_from_models+1", "int_trainable_horizons", "model_versions")
    roles = "select distinct role from insights.model_versions where insight like 'lifetime_value%'"
    kept = dict(mute.rows("select kind, kept_from_models from input.kept_from_models"))
    assert kept == {
        "people": "reporting_revenue revenue",
        "product_affinity": "product_id",
        "category_affinity": "category_path product_id",
        "content_affinity": None,
    }
    assert mute.rows(roles) == [("retired",)]  # they know what nobody may know
    assert mute.rows(roles.replace("lifetime_value", "content_affinity")) == [("champion",)]
    assert demo.rows(roles) == [("champion",)]
    mute.build(
        *MODELS, "--select", "ftr_lifetime_outcomes", "horizon_readiness", "ftr_affinity_outcomes", "affinity_readiness"
    )
    for (reason,) in mute.rows("select not_trained_reason from insights.horizon_readiness"):
        assert reason.endswith("has an amount in EUR; revenue has the label no_data_science")
    (reason,) = mute.rows(
        "select not_trained_reason from insights.affinity_readiness where insight = 'product_affinity'"
    )[0]
    assert reason.endswith("2 are needed; product_id has the label no_data_science")

    spent = {"event": "purchase", "where": {"revenue": {"gte": 9}}, "outcome": "present", "window_days": 30}
    outcome = mute.dbt("build", "--select", "int_feature_events", predictions={"spent": spent})
    assert not outcome.success
    assert "predictions: 'spent', at where.revenue: 'revenue' has the label no_data_science" in outcome.text
    labelled(root, "profile/_profile__models.yml", "event_type")
    outcome = mute.dbt("build", *MODELS, "--select", "int_feature_events")
    assert not outcome.success
    assert "but without the event_type of events nothing can be learned" in outcome.text
    labelled(root, "profile/_profile__models.yml", "channel", "contact, no_datascience")
    outcome = mute.dbt("build", *MODELS, "--select", "int_feature_events")
    assert not outcome.success
    assert "channel, usage in its description, at labels: found 'no_datascience'; write no_data_science" in outcome.text
