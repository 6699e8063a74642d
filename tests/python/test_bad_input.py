"""Builds on bad input, with wrong declarations, and on a machine that gets in the way."""

import json
import subprocess
import sys
from datetime import datetime

import duckdb
import pytest
from conftest import (
    MODELS,
    ONE_RECORD,
    PERSON,
    RECORD,
    ROOT,
    Project,
    copied_project,
    event,
    events_csv,
    relations,
    write_input,
)

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
        # Whatever the zone of one row, the next one has its own.
        *(
            row
            for number, zone in enumerate((" America/New_York", " EST", "[Asia/Tokyo]", " UTC", "Z", " GMT"))
            for row in (
                bad_row(f"named {number}", at=f"2025-01-01 10:00:00{zone}"),
                bad_row(f"after {number}", at="2025-01-01 10:00:00"),
            )
        ),
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
        ("unparseable_event_at", "event_at is '2025-01-01 10:00:00 America/New_York': it should be a time such as"),
        ("unparseable_event_at", "event_at is '2025-01-01 10:00:00 EST': it should be a time such as"),
        ("unparseable_event_at", "event_at is '2025-01-01 10:00:00[Asia/Tokyo]': it should be a time such as"),
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
        **{f"after {number}": datetime(2025, 1, 1, 10) for number in range(6)},
        **{f"named {number}": datetime(2025, 1, 1, 10) for number in (3, 4, 5)},
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
    assert totals == [("consents", 2, 0, 0, 2), ("experience_events", 34, 15, 1, 18), ("profile_records", 2, 1, 0, 1)]
    assert bad_input.rows("select count(*) from input.rejected_rows") == [(21,)]


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
    assert "FAIL max_reject_share: web: 10 of 100 rows are rejected" in outcome.text
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
        ({"profile_attributes": {"left": "text"}}, "'left' cannot be the name of an attribute."),
        ({"profile_attributes": {"in__x": "text"}}, "'in__x' cannot be the name of an attribute."),
        ({"profile_attributes": {"email_consent": "text"}}, "'email_consent' cannot be the name of an attribute."),
        ({"profile_attributes": {"city_text": "text"}}, "'city_text' cannot be the name of an attribute."),
        (
            {"profile_attributes": {"churn_band": "text"}},
            "'churn_band': it is the name of another column of the profile, too, from profile_attributes",
        ),
        ({"profile_attributes": ["city"]}, "profile_attributes: it should be a mapping from a name to a type."),
        (
            {"predictions": {"engagement": {"event": "p", "outcome": "present", "window_days": 3}}},
            "predictions: 'engagement': it is the name of another insight; choose another one.",
        ),
        (
            {"predictions": ["churn"]},
            "predictions: found '['churn']'; write a mapping from a name to what is foretold.",
        ),
        ({"predictions": {"Churn": {}}}, "predictions: 'Churn': it is no name; use lower-case letters,"),
        (
            {"predictions": {"churn": "purchase"}},
            "predictions: 'churn': found 'purchase'; write a mapping such as {event:",
        ),
        *(
            (
                {"predictions": {"churn": {"event": "p", "outcome": "absent", "window_days": 3} | changed}},
                f"predictions: 'churn'{sentence}",
            )
            for changed, sentence in (
                ({"event": None}, ", at event: found 'None'; write a type of event such as purchase,"),
                ({"event": []}, ", at event: found '[]'; write a type of event"),
                ({"event": ["p", 3]}, ", at event: found '['p', 3]'; write a type of event"),
                ({"event": {"p": 1}}, ", at event: found '{'p': 1}'; write a type of event"),
                ({"outcome": "no"}, ", at outcome: found 'no'; allowed are present, absent."),
                (
                    {"window_days": "soon"},
                    ", at window_days: found 'soon'; give a whole number of days from 1 to 3650.",
                ),
                ({"window": 3}, ": 'window' is not known here; allowed are event, where, outcome, window_days,"),
                (
                    {"where": {"chanel": {"eq": "web"}}},
                    ", at where.chanel: 'chanel' is not a column of an event; allowed are campaign_id,",
                ),
                ({"where": {}}, ", at where: found '{}'; write a mapping such as"),
                ({"where": {"channel": {"gt": 3}}}, ", at where.channel.gt: 'gt' is not an operator for a text;"),
                (
                    {"where": {"event_at": {"anniversary_within_days": 3}}},
                    ", at where.event_at: found 'anniversary_within_days'; an event is judged by itself,",
                ),
                ({"eligible": "buyers"}, ", at eligible: found 'buyers'; write a mapping such as {event: purchase,"),
                ({"eligible": {"event": "p"}}, ", at eligible.within_days: found ''; give a whole number of days"),
                ({"eligible": {"within_days": 3}}, ", at eligible.event: found ''; write a type of event"),
                (
                    {"excluded": {"event": "p", "days": 3}},
                    ", at excluded: 'days' is not known here; allowed are event,",
                ),
                ({"excluded": {"event": "p", "within_days": 0}}, ", at excluded.within_days: found '0'; give a whole"),
                ({"excluded": {"event": "p", "where": "web"}}, ", at excluded.where: found 'web'; write a mapping"),
            )
        ),
        (
            {
                "event_properties": {"diagnosis": {"type": "text", "labels": ["no_data_science"]}},
                "predictions": {
                    "ill": {
                        "event": "visit",
                        "outcome": "present",
                        "window_days": 3,
                        "eligible": {"event": "visit", "within_days": 9, "where": {"diagnosis": {"missing": False}}},
                    }
                },
            },
            "predictions: 'ill', at eligible.where.diagnosis: 'diagnosis' has the label no_data_science; models may",
        ),
        *(
            (
                {"event_properties": {"diagnosis": {"type": "text", "labels": ["contact", label]}}},
                f"event_properties: 'diagnosis', at labels: found '{label}'; write no_data_science, or another word",
            )
            for label in ("No_Data_Science", "no_datascience", "No-Data-Science/sensitive_contact")
        ),
        (
            {"event_properties": {"diagnosis": {"type": "text", "labels": ["contact,no_data_science"]}}},
            "event_properties: 'diagnosis', at labels: found 'contact,no_data_science'; write each word by itself",
        ),
        (
            {"profile_attributes": {"age": {"type": "integer", "description": 5}}},
            "profile_attributes: 'age', at description: found '5'; write one line of text in quotes.",
        ),
        (
            {"business_time_zone": "Oslo", "computed_attributes": {"x": {"function": "count", "during": "today"}}},
            "business_time_zone: found 'Oslo'; write the name of a time zone such as Europe/Oslo, or UTC.",
        ),
        ({"consent_defaults": {"fax": "in"}}, "consent_defaults: 'fax: in' is not known. Purposes are general, email,"),
        (
            {"consent_defaults": ["general"]},
            "consent_defaults: it should be a mapping from a purpose to a value, such as",
        ),
        ({"profile_attributes": {"profile_records": "text"}}, "'profile_records' cannot be the name of an attribute"),
    ],
)
def test_a_wrong_declaration_stops_with_a_sentence(run_macro, variables, sentence):
    assert sentence in run_macro("profile_fields", variables=variables)


def test_every_word_that_the_database_keeps_for_itself_is_no_name_of_an_attribute():
    """A column of such a name would need quotes wherever a rule or a person asks for it."""
    words = duckdb.execute(
        "select keyword_name from duckdb_keywords() where keyword_category in ('reserved', 'type_function')"
    ).fetchall()
    refused = (ROOT / "macros" / "check_column_name.sql").read_text()
    assert [word for (word,) in words if f"'{word}'" not in refused] == []


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"input_dir": 20250131}, "input_dir is '20250131', which is no text. Leave it out, or put quotes around it"),
        ({"settings_dir": " "}, "settings_dir is ' ', which is no text."),
    ],
)
def test_a_directory_that_is_no_text_stops_with_a_sentence(run_macro, variables, sentence):
    assert run_macro("check_paths") == ""
    assert sentence in run_macro("check_paths", variables=variables)


def test_an_attribute_declared_with_two_types_stops_before_anything_is_built(tmp_path):
    root = copied_project(tmp_path, {})
    declarations = root / "dbt_project.yml"
    declarations.write_text(
        declarations.read_text().replace("      city: text\n", "      city: text\n      city: integer\n")
    )
    outcome = Project(tmp_path, root).dbt("parse")
    assert not outcome.success
    assert "Duplicate key 'city'" in outcome.text


def test_a_misspelt_variable_stops_before_anything_is_built(project):
    said = project.dbt("run", "--select", "build_clock", identity_stiching="none").text
    assert "--vars: 'identity_stiching' is not a variable; the nearest is identity_stitching. They stand in" in said


def test_an_empty_input_dir_is_not_the_demo_shop(project):
    assert "input_dir is '', which is no text" in project.dbt("run", "--select", "build_clock", input_dir="").text


def test_a_moment_and_a_currency_that_are_none_stop_with_a_sentence(run_macro):
    for value in ("soon", "2025-02-30", 0):
        said = run_macro("declared_moment", {"name": "as_known"}, variables={"as_known": value})
        assert f"as_known: '{value}' is not a moment; write a date such as 2026-01-31" in said
    assert run_macro("declared_moment", {"name": "as_of"}, variables={"as_of": "2026-01-31T09:30:00+02:00"}) == ""
    assert "it should be an ISO 4217 code such as EUR" in run_macro(
        "reporting_currency", variables={"reporting_currency": "E'R"}
    )
    assert run_macro("reporting_currency", variables={"reporting_currency": "eur"}) == ""


def test_the_declarations_as_they_ship_are_sound(run_macro):
    assert run_macro("profile_fields") == ""


def test_undeclared_datasets_and_namespaces_are_named_in_a_warning(project, tmp_path):
    row = event("e1").replace("web", "shop_floor").replace("customer_id", "badge")
    columns = "dataset,class,primary_namespace,is_profile_enabled,expire_after_days,merge_rank,usage_labels\n"
    files = {
        "experience_events/a.csv": events_csv(row, event("e2")),
        "settings/datasets.csv": columns + "web,record,cookie_id,true,,,\n",
    }
    directory = write_input(tmp_path / "input", files)
    project.build(*MODELS, "--select", "+row_counts", input_dir=directory)
    outcome = project.dbt("test", "--select", "every_dataset_is_declared", "every_namespace_is_declared",
                          input_dir=directory)  # fmt: skip
    assert outcome.success
    assert "WARN every_dataset_is_declared: shop_floor is not listed in the settings" in outcome.text
    assert project.rows("select dataset, explanation from quality.every_dataset_is_declared order by all") == [
        (
            "shop_floor",
            "shop_floor is not listed in the settings table datasets; it is taken as enabled for the profile. Add a row"
            " for it.",
        ),
        ("web", "web is listed in the settings table datasets as record, but it has rows of experience_events."),
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
