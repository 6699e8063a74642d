"""Whole builds: on nothing, on next to nothing, on bad input, and on a machine that gets in the way."""

import json
import shutil
import subprocess
import sys
from datetime import datetime

import duckdb
import pytest
from conftest import PERSON, Project, copied_project, event, events_csv, write_input

MODELS = ("--resource-type", "seed", "--resource-type", "model")
PUBLIC_SCHEMAS = (
    "('input', 'identity', 'profile', 'features', 'insights', 'marts', 'membership', 'segments', 'quality')"
)


def relations(project: Project) -> dict[str, int]:
    """Return the number of rows of every relation that a build made."""
    names = project.rows(
        "select table_schema || '.' || table_name from information_schema.tables"
        f" where table_schema in {PUBLIC_SCHEMAS}"
    )
    return {name: project.rows(f"select count(*) from {name}")[0][0] for (name,) in names}


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

RECORD = "dataset,record_id,ingested_at,identities,first_name\n"
ONE_RECORD = f'{RECORD}crm_customers,c1,2025-01-01T00:00:00Z,"{PERSON.replace(chr(34), chr(34) * 2)}",Ann\n'


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
    reasons = project.rows("select not_scored_reason from insights.insight_scores")
    assert len(reasons) == profiles
    assert all(reason.startswith("not trained: ") for (reason,) in reasons)


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
    ((reason,),) = project.rows("select distinct not_scored_reason from insights.insight_scores")
    counts = project.rows("select with_outcome_count, without_outcome_count from insights.training_readiness")[0]
    assert 0 < min(counts) < 500
    assert reason == (
        f"not trained: {counts[0]} training rows with the outcome and {counts[1]} without, from 3 cuts between"
        " 2025-03-11 and 2025-05-06; 500 of each are needed"
    )


# ---- the demo shop -------------------------------------------------------------------------------


def test_two_builds_give_equal_rows(demo, tmp_path):
    again = Project(tmp_path)
    again.build(*MODELS)
    counts = relations(demo)
    assert counts == relations(again)
    assert counts["marts.customer_profiles"] > 1800
    names = sorted(counts)
    blobs = {"insights.ml_propensity__trained", "insights.model_versions"}
    assert differing(demo, again, [name for name in names if name not in blobs]) == []
    without_archive = "select * exclude (estimator) from insights.model_versions"
    assert demo.rows(without_archive) == again.rows(without_archive)


def test_building_again_into_the_same_file_keeps_state_and_leaves_no_litter(tmp_path):
    project = Project(tmp_path)
    project.build(*MODELS)
    first, versions = relations(project), project.rows("from insights.model_versions")
    project.build(*MODELS, "--full-refresh")
    assert relations(project) == first
    assert project.rows("from insights.model_versions") == versions
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


@pytest.mark.parametrize(
    "variables",
    [
        {"input_dir": "./shops/a/"},
        {"input_dir": "shops//a"},
        {"input_dir": "shops/./a"},
        {"input_dir": "elsewhere", "input_name": "shops/a"},
    ],
)
def test_an_input_is_known_again_however_its_path_is_written(demo, tmp_path, variables):
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    with duckdb.connect(str(project.database)) as connection:
        connection.execute("update insights.ml_propensity__trained set input_name = 'shops/a'")
    assert project.dbt("run", "--select", "build_clock", **variables).text.count("the database holds models") == 0
    assert "the database holds models" in project.dbt("run", "--select", "build_clock", input_dir="shops/b").text


def test_the_demo_predicts_better_than_its_baseline(demo):
    auc, baseline = demo.rows("select value, baseline_value from insights.model_evaluations where metric = 'auc'")[0]
    assert auc > baseline > 0.7


def test_segments_of_the_demo_have_members(demo):
    sizes = dict(demo.rows("select segment, member_count from membership.segment_definitions"))
    assert len(sizes) == 6
    assert all(size > 5 for size in sizes.values()), sizes


def test_an_as_of_in_the_past_is_blind_to_everything_after_it(demo, tmp_path):
    """Equal features, labels and scores, whether the later rows are there or were never written."""
    as_of = "2025-07-01"
    whole, truncated = Project(tmp_path / "whole"), Project(tmp_path / "truncated")
    folders = {"profile_records": "coalesce(updated_at, ingested_at)", "experience_events": "event_at"}
    for project, condition in ((whole, "true"), (truncated, f"{{}} < timestamp '{as_of}'")):
        for folder, moment in folders.items():
            target = project.directory / "input" / folder
            target.mkdir(parents=True)
            with duckdb.connect(str(demo.database), read_only=True) as connection:
                connection.execute(
                    f"copy (select * exclude (identity_set_id) from input.{folder} where {condition.format(moment)})"
                    f" to '{target}/rows.parquet' (format parquet)"
                )
        project.build(*MODELS, input_dir=str(project.directory / "input"), as_of=as_of)
    names = ["input.cuts", "features.ftr_outcomes", "insights.model_evaluations"]
    assert differing(whole, truncated, names) == []
    for query in (
        "select * exclude (name_identity_id) from features.ftr_propensities order by all",
        "select * exclude (estimator, input_name) from insights.model_versions",
        "select profile_id, probability from insights.insight_scores where probability is not null order by all",
    ):
        assert whole.rows(query) == truncated.rows(query)
        assert whole.rows(query)


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


SAW = "greatest(1, max(int_daily_activity.days_before_as_of) - cuts.days_before_as_of)"
FORESAW = "greatest(1, cuts.days_before_as_of - min(int_daily_activity.days_before_as_of))"


def test_a_feature_at_an_earlier_cut_is_what_a_build_on_that_day_would_have_seen(demo, tmp_path):
    """Rows between a training cut and as_of change none, and a planted one that looks ahead is noticed."""
    later, then = Project(tmp_path / "later"), Project(tmp_path / "then")
    later.directory.mkdir()
    shutil.copy(demo.database, later.database)
    (cut,) = later.rows("select min(cut_at) from features.ftr_propensities where role = 'test'")[0]
    then.build(*MODELS, "--select", "+ftr_propensities", as_of=str(cut))
    features = f"select * exclude (role, name_identity_id) from features.ftr_propensities where cut_at = '{cut}'"
    assert len(then.rows(features)) > 500
    assert set(then.rows(features)) == set(later.rows(features))

    root = copied_project(tmp_path, {})
    definition = root / "models" / "features" / "ftr_propensities.sql"
    assert SAW in definition.read_text()
    definition.write_text(definition.read_text().replace(SAW, FORESAW))
    Project(later.directory, root).build(*MODELS, "--select", "ftr_propensities")
    Project(then.directory, root).build(*MODELS, "--select", "ftr_propensities", as_of=str(cut))
    assert set(then.rows(features)) != set(later.rows(features))


# ---- bad rows ------------------------------------------------------------------------------------

HEADER = "event_id,dataset,event_type,event_at,ingested_at,identities,quantity,properties"


def bad_row(event_id="e", at="2025-01-01T10:00:00Z", identities=PERSON, quantity="1", properties=""):
    quoted = identities.replace('"', '""')
    return f'{event_id},web,page_view,{at},2025-01-01T10:00:00Z,"{quoted}",{quantity},"{properties}"'


@pytest.fixture(scope="module")
def bad_input(tmp_path_factory) -> Project:
    """One build over one bad row of each kind, among good ones."""
    project = Project(tmp_path_factory.mktemp("bad"))
    events = [
        bad_row("good"),
        bad_row("unparseable time", at="31.12.2024 noon"),
        bad_row("offset", at="2025-01-01T12:00:00+02:00"),
        bad_row(""),
        bad_row("negative", quantity="-3"),
        bad_row("year 1", at="0001-01-01T00:00:00Z"),
        bad_row("year 9999", at="9999-12-31T23:59:59Z"),
        bad_row("infinite", at="infinity"),
        bad_row("no identity", identities="[]"),
        bad_row("no array", identities='{"namespace": "email", "id": "a@b.c"}'),
        bad_row("no json", identities="[open"),
        bad_row("bad properties", properties="{open"),
        bad_row("long" * 2500),
        bad_row(
            "half an identity", identities='[{"namespace": "email", "id": "a@b.c"}, {"namespace": "phone", "id": null}]'
        ),
        'open quote,web,page_view,2025-01-01T10:00:00Z,2025-01-01T10:00:00Z,"[{,1,',
        bad_row("after the open quote"),
        "ragged,web",
        bad_row("nul \x00"),
        bad_row("good"),
    ]
    content = (events_csv(*events, header=HEADER)).encode() + b"latin \xe9,web,,,,,,\n"
    reordered = "ingested_at,colour,event_at,event_type,dataset,event_id,identities\n"
    reordered += f'2025-01-01,red,2025-01-01,page_view,web,reordered,"{PERSON.replace(chr(34), chr(34) * 2)}"\n'
    consents = (
        "namespace,id,purpose,value,recorded_at\nemail,a@b.c,email,perhaps,2025-01-01\nemail,a@b.c,fax,in,2025-01-01\n"
    )
    files = {
        "experience_events/a.csv": content,
        "experience_events/b.csv": reordered,
        "experience_events/empty.csv": b"",
        "consents/a.csv": consents,
        "profile_records/a.csv": RECORD.replace("first_name", "birth_date")
        + ONE_RECORD.splitlines()[1].replace("Ann", "1990-02-30")
        + "\nunreadable\n",
    }
    directory = write_input(project.directory / "input", files)
    duckdb.execute(
        "copy (select 'wrong type' as event_id, 'web' as dataset, 'page_view' as event_type, 1735725600 as event_at,"
        f" timestamp '2025-01-01' as ingested_at, '{PERSON}' as identities)"
        f" to '{directory}/experience_events/c.parquet' (format parquet)"
    )
    project.build(*MODELS, input_dir=directory)
    assert project.dbt("test", "--select", "identity", "quality", input_dir=directory).success
    return project


@pytest.mark.parametrize(
    ("code", "explanation"),
    [
        ("unparseable_event_at", "event_at is '31.12.2024 noon': it should be a time such as 2026-01-31T09:30:00Z"),
        ("unparseable_event_at", "event_at is '1735725600': it should be a time such as 2026-01-31T09:30:00Z"),
        ("missing_event_id", "event_id is empty; every row needs one"),
        ("negative_quantity", "quantity is '-3.0000': it should be 0 or more; a return is an event of type refund"),
        (
            "implausible_time",
            "event_at is '0001-01-01T00:00:00Z': it should lie between 1970 and a day after ingested_at",
        ),
        (
            "implausible_time",
            "event_at is '9999-12-31T23:59:59Z': it should lie between 1970 and a day after ingested_at",
        ),
        ("implausible_time", "event_at is 'infinity': it should lie between 1970 and a day after ingested_at"),
        (
            "no_usable_identity",
            "identities is '[]': it should be an array with at least one identity that is not empty,",
        ),
        ("no_usable_identity", 'identities is \'{"namespace": "email", "id": "a@b.c"}\': it should be an array with'),
        ("unparseable_identities", "identities is '[open': it should be JSON such as [{\"namespace\":"),
        ("unparseable_properties", "properties is '{open': it should be JSON"),
        ("unreadable_row", "the row is not valid CSV (',' expected after '\"')"),
        ("unreadable_row", "the row has 2 values where the header names 8 columns"),
        ("unreadable_row", "the row holds a NUL character"),
        ("unreadable_row", "the row holds the byte 0xe9, which is not UTF-8, at character 7"),
        ("unknown_value", "value is 'perhaps': it should be in, out or pending"),
        ("unknown_purpose", "purpose is 'fax': it should be one of general, email, phone, ads, sale_sharing"),
    ],
)
def test_a_bad_row_is_kept_with_a_code_and_a_sentence(bad_input, code, explanation):
    found = bad_input.rows(f"select explanation, raw_row from input.rejected_rows where code = '{code}'")
    assert [raw for said, raw in found if said.startswith(explanation)], found


def test_good_rows_beside_bad_ones_are_accepted(bad_input):
    accepted = bad_input.rows(
        "select left(event_id, 20), event_at from input.int_experience_events__checked where row_status = 'accepted'"
    )
    assert dict(accepted) == {
        "good": datetime(2025, 1, 1, 10),
        "offset": datetime(2025, 1, 1, 10),
        "longlonglonglonglong": datetime(2025, 1, 1, 10),
        "half an identity": datetime(2025, 1, 1, 10),
        "after the open quote": datetime(2025, 1, 1, 10),
        "reordered": datetime(2025, 1, 1),
    }


def test_every_row_is_accounted_for(bad_input):
    totals = bad_input.rows(
        """
        select class, sum(submitted_count), sum(accepted_count), sum(duplicate_count), sum(rejected_count)
        from input.row_counts group by class order by class
        """
    )
    assert totals == [("consents", 2, 0, 0, 2), ("experience_events", 22, 6, 1, 15), ("profile_records", 2, 1, 0, 1)]
    assert bad_input.rows("select count(*) from input.rejected_rows") == [(18,)]


def test_the_raw_row_is_the_row_as_it_came(bad_input):
    ((raw,),) = bad_input.rows("select raw_row from input.rejected_rows where code = 'negative_quantity'")
    found = {key: value for key, value in json.loads(raw).items() if value is not None}
    assert found == {
        "event_id": "negative", "dataset": "web", "event_type": "page_view", "event_at": "2025-01-01T10:00:00Z",
        "ingested_at": "2025-01-01T10:00:00Z", "identities": PERSON, "quantity": "-3", "properties": "",
    }  # fmt: skip


def test_an_undeclared_column_is_reported_and_a_bad_attribute_costs_only_itself(bad_input):
    undeclared = bad_input.rows(
        "select dataset, column_name, row_count from quality.column_profiles where not is_declared"
    )
    assert undeclared == [("web", "colour", 1)]
    assert bad_input.rows("select record_id, explanation from input.rejected_values") == [
        ("c1", "birth_date is '1990-02-30': it should be of type date")
    ]
    assert bad_input.rows(
        "select row_count, null_share, invalid_count from quality.column_profiles where column_name = 'birth_date'"
    ) == [(1, 1.0, 1)]


def test_the_ingestion_case_of_519_rows(project, tmp_path):
    """Two unreadable rows and three without a required field among 519: under 5 %, so the build goes on."""
    rows = [event(f"e{n}") for n in range(514)]
    rows[100:100] = ["unreadable", "unreadable,too"]
    rows[300:300] = [event(""), event("x").replace(",web,", ",,"), event("y").replace("page_view", "")]
    files = {"experience_events/a.csv": events_csv(*rows)}
    directory = write_input(tmp_path / "input", files)
    project.build(*MODELS, "--select", "+row_counts", "+rejected_rows", input_dir=directory)
    assert project.dbt("test", "--select", "max_reject_share", input_dir=directory).success
    assert project.rows(
        "select sum(submitted_count), sum(accepted_count), sum(rejected_count) from input.row_counts"
    ) == [(519, 514, 5)]
    codes = {code for (code,) in project.rows("select distinct code from input.rejected_rows")}
    assert codes == {"unreadable_row", "missing_event_id", "missing_dataset", "missing_event_type"}


def test_too_many_rejects_stop_the_build_before_anything_downstream(project, tmp_path):
    files = {"experience_events/a.csv": events_csv(*[event(f"e{n}") for n in range(100)])}
    directory = write_input(tmp_path / "input", files)
    project.build(input_dir=directory)
    downstream = [name for name in relations(project) if name.split(".")[0] not in ("input", "quality")]
    before = {name: project.rows(f"from {name} order by all") for name in [*downstream, "input.experience_events"]}
    rows = [event(f"f{n}") for n in range(90)] + [event("", person=f"c{n}") for n in range(10)]
    write_input(tmp_path / "input", {"experience_events/a.csv": events_csv(*rows)})
    outcome = project.dbt("build", input_dir=directory)
    assert not outcome.success
    assert "max_reject_share" in outcome.text
    assert project.rows("select explanation from quality.max_reject_share") == [
        (
            "web: 10 of 100 rows are rejected, more than max_reject_share (0.05) allows. Look at input.rejected_rows"
            " for the reasons, mend the source, or raise max_reject_share.",
        )
    ]
    assert before == {name: project.rows(f"from {name} order by all") for name in before}


# ---- bad folders, settings and declarations ------------------------------------------------------


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda path: None, "which is not a directory. Give the path of a directory."),
        (
            lambda path: (path / "profile_records").mkdir(parents=True),
            "has no folder 'experience_events'. It is required;",
        ),
        (
            lambda path: write_input(path, {"settings/identity_namespaces.csv": "namespace,type\nx,biscuit\n"}),
            "settings/identity_namespaces.csv, row 1: type is 'biscuit'; allowed are cookie, device, email,",
        ),
        (
            lambda path: write_input(
                path, {"settings/datasets.csv": "dataset,class,is_profile_enabled\nweb,time_series,true\n"}
            ),
            "datasets: 'web' feeds the profile (is_profile_enabled) but has no primary_namespace. Give it one of",
        ),
    ],
    ids=["no input_dir", "no required folder", "unknown namespace type", "no primary namespace"],
)
def test_input_that_is_wrong_as_a_whole_stops_with_a_sentence(project, tmp_path, prepare, sentence):
    prepare(tmp_path / "input")
    selected = ("--select", "+int_datasets", "+int_profile_records__read", "+int_experience_events__read")
    outcome = project.dbt("build", *selected, *MODELS, input_dir=str(tmp_path / "input"))
    assert not outcome.success
    assert sentence in outcome.text


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"profile_attributes": {"age": "number"}},
            "profile_attributes: 'age' has the type 'number'; allowed are text,",
        ),
        (
            {"profile_attributes": {"dataset": "text"}},
            "profile_attributes: 'dataset' cannot be the name of an attribute.",
        ),
        ({"profile_attributes": {"Age": "text"}}, "'Age' cannot be the name of an attribute. Use lower-case letters,"),
        ({"profile_attributes": {"order": "text"}}, "'order' cannot be the name of an attribute."),
        ({"profile_attributes": {"email_consent": "text"}}, "'email_consent' cannot be the name of an attribute."),
        ({"profile_attributes": {"city_text": "text"}}, "'city_text' cannot be the name of an attribute."),
        ({"profile_attributes": {"churn_band": "text"}}, "churn_band is the name of an attribute, too; rename one"),
        ({"profile_attributes": ["city"]}, "profile_attributes: it should be a mapping from a name to a type."),
        ({"predictions": ["churn"]}, "predictions should be a mapping from a name to what is foretold"),
        ({"predictions": {"churn": {"outcome": "absent"}}}, "predictions: 'churn': event is missing"),
        (
            {"predictions": {"churn": {"event": "purchase", "outcome": "no", "window_days": 3}}},
            "predictions: 'churn': outcome is 'no'; allowed are present, absent.",
        ),
        (
            {"predictions": {"churn": {"event": "purchase", "outcome": "absent", "window_days": "soon"}}},
            "predictions: 'churn': window_days is 'soon'; it should be a whole number of days from 1 to 3650.",
        ),
        (
            {
                "predictions": {
                    "churn": {"event": "p", "outcome": "absent", "window_days": 3, "eligible": {"event": "p"}}
                }
            },
            "predictions: 'churn': eligible should be a mapping such as {event: purchase, within_days: 180}.",
        ),
        (
            {"predictions": {"churn": {"event": "p", "outcome": "absent", "window": 3}}},
            "predictions: 'churn': 'window' is not known; allowed are event, outcome, window_days, eligible.",
        ),
        ({"consent_defaults": {"fax": "in"}}, "consent_defaults: 'fax: in' is not known. Purposes are general, email,"),
    ],
)
def test_a_wrong_declaration_stops_with_a_sentence(run_macro, variables, sentence):
    assert sentence in run_macro("profile_fields", variables=variables)


def test_a_moment_and_a_currency_that_are_none_stop_with_a_sentence(run_macro):
    assert "'soon' is not a moment; write a date such as 2026-01-31" in run_macro("moment", {"value": "soon"})
    assert run_macro("moment", {"value": "2026-01-31T09:30:00+02:00"}) == ""
    assert "it should be an ISO 4217 code such as EUR" in run_macro(
        "reporting_currency", variables={"reporting_currency": "E'R"}
    )
    assert run_macro("reporting_currency", variables={"reporting_currency": "eur"}) == ""


def test_the_declarations_as_they_ship_are_sound(run_macro):
    assert run_macro("profile_fields") == ""


def test_undeclared_datasets_and_namespaces_are_named_in_a_warning(project, tmp_path):
    row = event("e1").replace("web", "shop_floor").replace("customer_id", "badge")
    files = {"experience_events/a.csv": events_csv(row)}
    directory = write_input(tmp_path / "input", files)
    project.build(*MODELS, "--select", "+row_counts", input_dir=directory)
    outcome = project.dbt("test", "--select", "every_dataset_is_declared", "every_namespace_is_declared",
                          input_dir=directory)  # fmt: skip
    assert outcome.success
    assert project.rows("select dataset, explanation from quality.every_dataset_is_declared") == [
        (
            "shop_floor",
            "shop_floor is not listed in the settings table datasets; it is taken as enabled for the profile. Add a row"
            " for it.",
        )
    ]
    assert [name for name, _ in project.rows("from quality.every_namespace_is_declared")] == ["badge"]


# ---- a machine that gets in the way --------------------------------------------------------------


def test_a_database_named_like_a_schema_is_refused(project, tmp_path):
    outcome = project.dbt("build", "--select", "build_clock", database=tmp_path / "segments.duckdb")
    assert not outcome.success
    assert "the database file is named 'segments', which is also the name of a schema" in outcome.text
    assert "Give DUCKDB_PATH another file name." in outcome.text


def test_a_locked_database_says_who_holds_it(project):
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(project.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        outcome = project.dbt("build", "--select", "datasets")
        holder.stdin.close()
    assert not outcome.success
    assert "Could not set lock on file" in outcome.text
    assert f"(PID {holder.pid})" in outcome.text


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte, for those who may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small file system needs the rights of root")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_says_so(project, small_disk):
    outcome = project.dbt("seed", database=small_disk / "full.duckdb")
    assert not outcome.success
    assert "No space left on device" in outcome.text


def test_a_read_only_disk_says_so(project, small_disk):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    outcome = project.dbt("seed", database=small_disk / "fixed.duckdb")
    assert not outcome.success
    assert "Read-only file system" in outcome.text
    assert str(small_disk) in outcome.text


# ---- other shapes --------------------------------------------------------------------------------


def test_identities_of_a_row_may_be_nested_json(project, tmp_path):
    """NDJSON writes `identities` as an array rather than as text."""
    line = {
        "event_id": "e1", "dataset": "web", "event_type": "page_view", "event_at": "2025-01-01T10:00:00Z",
        "ingested_at": "2025-01-01T10:00:00Z", "identities": json.loads(PERSON), "properties": {"a": [1]},
    }  # fmt: skip
    files = {"experience_events/a.ndjson": json.dumps(line)}
    project.build("--select", "+identity_map", *MODELS, input_dir=write_input(tmp_path / "input", files))
    assert project.rows("select namespace, identity_value from identity.identity_map order by 1") == [
        ("customer_id", "c1"),
        ("email", "a@b.c"),
    ]
