"""What destinations are sent: several builds and exports, and what a recipient makes of the files."""

import csv
import fcntl
import hashlib
import itertools
import json
import random
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import MODELS, ROOT, Project, copied_project, event, events_csv, write_input

from profile_enrichment.database import DatabaseError
from profile_enrichment.export import export
from profile_enrichment.scheduled import BUSY, run

CONTROL_PERCENT = 20
PEOPLE = [f"p{number:02}" for number in range(60)]
DAYS = ["2025-03-02", "2025-03-03", "2025-03-04"]
SEGMENTS = {
    "everyone": "field: general_consent\nne: out",
    "recent": "event: purchase\nwithin_days: 2",
}
MAIL = """segments: [recent]
purpose: email
identities:
  email: {as: email_sha256, hash: sha256}
attributes:
  first_name: FNAME
  city: City
  profile_id: member
may_receive: [contract, behaviour]
file: {delimiter: ";", null_text: "NULL", rows_per_file: 7}"""
FULL = """segments: [recent]
purpose: email
identities:
  customer_id: customer
attributes: {first_name: name}
may_receive: [contract, behaviour]
mode: full
file: {format: parquet}"""
DESTINATIONS = {
    "mail": MAIL,
    "whole_list": FULL,
    "lines": MAIL.replace('{delimiter: ";", null_text: "NULL", rows_per_file: 7}', "{format: ndjson, gzip: true}"),
    "by_its_past": "segments: [newly_recent]\npurpose: general\nidentities: {loyalty_id: loyalty}\n"
    "may_receive: [contract]",
    "misspelt": "segments: [recent]\npurpose: email\nidentities: {emial: email}\nmay_receive: [behaviour]",
    "odd_names": "segments: [everyone]\npurpose: general\nidentities: {customer_id: number}\n"
    "attributes: {city: order, first_name: recency}\nmay_receive: [contract, behaviour]",
    "same_key": "segments: [everyone]\npurpose: general\nidentities: {loyalty_id: {as: loyalty, hash: sha256}}\n"
    "may_receive: [contract]",
    "without_contract": "segments: [everyone]\npurpose: general\nidentities: {loyalty_id: loyalty}",
    "without_values": "segments: [everyone]\npurpose: general\nattributes: {profile_id: member, first_name: name}",
    "without_behaviour": MAIL.replace("[contract, behaviour]", "[contract]"),
    "too_curious": MAIL.replace("  city: City\n", "  city: City\n  birth_date: born\n"),
    "by_way_of_a_segment": "segments: [born_lately]\npurpose: email\nidentities: {email: email}\n"
    "may_receive: [contract]",
    "purposeless": "segments: [recent]\nidentities: {email: email}",
}
BORN = {
    "newly_recent": "segment: recent\nentered: {within_days: 2}",
    "born_lately": "segment: born\n",
    "born": "field: birth_date\nmissing: false",
}
DATASETS = """dataset,class,primary_namespace,is_profile_enabled,expire_after_days,merge_rank,usage_labels
crm,record,customer_id,true,,,contract
web,time_series,customer_id,true,,,behaviour
"""
ATTRIBUTES = {"first_name": "text", "city": "text", "birth_date": {"type": "date", "labels": ["sensitive"]}}


def segment_file(rule: str) -> str:
    return "{% call segment() %}\n" + rule + "\n{% endcall %}"


def destination_file(declaration: str) -> str:
    return "{% call destination() %}\n" + declaration + "\n{% endcall %}"


def quoted(value: object) -> str:
    return '"' + json.dumps(value).replace('"', '""') + '"'


def is_control(profile_id: str) -> bool:
    return int(hashlib.md5(f"control_group:{profile_id}".encode()).hexdigest()[:8], 16) / 42949672.96 < CONTROL_PERCENT


def own_name(namespace: str, value: str) -> str:
    """Return the profile_id of somebody who is named after the identity."""
    parts = ("profile_enrichment", namespace, value)
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()[:32]


def drawn(namespace: str, letter: str, control: bool) -> str:
    """Return an identity whose own name lies on one side of the draw."""
    values = (f"{letter}{number}" for number in itertools.count())
    return next(value for value in values if is_control(own_name(namespace, value)) is control)


# Two who are known by a cookie first, one on either side; the names of the customers that they become lie on the other.
COOKIES = {drawn("customer_id", "q", not side): drawn("cookie_id", "k", side) for side in (True, False)}
FIRST_NAMES = {own_name("customer_id", person): own_name("cookie_id", cookie) for person, cookie in COOKIES.items()}


def inputs() -> dict[str, str]:
    """People with records that change, purchases on some days, consents that come late, one on the suppression list."""
    draw = random.Random(7)
    records, events = ["dataset,record_id,updated_at,ingested_at,identities,first_name,city"], []
    consents = ["namespace,id,purpose,value,recorded_at"]
    for person in PEOPLE:
        identities = [{"namespace": "customer_id", "id": person, "primary": True}]
        identities += [{"namespace": "email", "id": f" {person.upper()}@x.org"}] if person != "p00" else []
        # Loyalty numbers that only differ in case are two people, and one key where they are hashed in lower case.
        loyalty = {"p01": "L1", "p02": "l1", "p04": "L2", "p05": "l2"}.get(person)
        identities += [{"namespace": "loyalty_id", "id": loyalty}] if loyalty else []
        for day in ("2025-02-01", *draw.sample(["2025-03-02", "2025-03-03"], draw.randint(0, 2))):
            name = draw.choice(["", 'Ann "A"', "Bob;", "NULL", "Zoë"])
            moment = f"{day}T12:00:00Z"
            cells = [quoted(identities), '"' + name.replace('"', '""') + '"', draw.choice(["Rome", "Oslo"])]
            records.append(",".join(["crm", person, moment, moment, *cells]))
        for day in draw.sample(["2025-02-27", "2025-03-01", "2025-03-02", "2025-03-03"], draw.randint(0, 3)):
            events.append(event(f"{person}{day}", f"{day}T10:00:00Z", "purchase", person))
        consents.append(f"customer_id,{person},email,in,2025-02-01T00:00:00Z") if draw.random() < 0.9 else None
        if draw.random() < 0.2:
            day = draw.choice(["2025-03-01", "2025-03-03", "2025-03-20"])
            consents.append(f"customer_id,{person},email,out,{day}T00:00:00Z")
    for person, cookie in COOKIES.items():
        seen = quoted([{"namespace": "cookie_id", "id": cookie}])
        events.append(f"{cookie},web,purchase,2025-03-01T10:00:00Z,2025-03-01T10:00:00Z,{seen}")
        identities = [
            {"namespace": "customer_id", "id": person, "primary": True},
            {"namespace": "cookie_id", "id": cookie},
        ]
        identities += [{"namespace": "email", "id": f"{person}@x.org"}]
        moment = "2025-03-02T12:00:00Z"
        records.append(",".join(["crm", person, moment, moment, quoted(identities), "Kim", "Rome"]))
        events.append(event(person, "2025-03-02T13:00:00Z", "purchase", person))
        consents.append(f"customer_id,{person},email,in,{moment}")
    return {
        "profile_records/a.csv": "\n".join(records) + "\n",
        "experience_events/a.csv": events_csv(*events),
        "consents/a.csv": "\n".join(consents) + "\n",
        "settings/datasets.csv": DATASETS,
        "settings/suppressed_identities.csv": "namespace,identity_value,reason\n"
        "email,P03@X.ORG,complaint\nloyalty_id,L2,moved\n",
    }


def wanted(project: Project) -> dict[str, tuple]:
    """What the recipient of `mail` should hold, key -> row, worked out from inputs, views and identities."""
    rows = project.rows(
        "select p.profile_id, p.first_name, p.city, e.identity_value, c.identity_value from segments.recent"
        " inner join marts.customer_profiles as p using (profile_id)"
        " left join identity.identity_map as e on p.profile_id = e.profile_id and e.namespace = 'email'"
        " inner join identity.identity_map as c on p.profile_id = c.profile_id and c.namespace = 'customer_id'"
    )
    said: dict[str, list[tuple[str, str]]] = {}
    for line in inputs()["consents/a.csv"].splitlines()[1:]:
        _, person, _, value, moment = line.split(",")
        said.setdefault(person, []).append((moment, value))
    found = {}
    for profile_id, name, city, email, person in rows:
        says = max(said.get(person, [("", "out")]))[1]
        is_held_back = is_control(FIRST_NAMES.get(profile_id, profile_id))
        if says == "in" and person not in ("p00", "p03", "p04") and not is_held_back:
            key = hashlib.sha256(email.lower().strip().encode()).hexdigest()
            found[key] = (key, name, city, profile_id)
    return found


def batches(directory: Path, destination: str) -> list[Path]:
    return sorted(path for path in (directory / destination).iterdir() if not path.name.startswith("."))


def csv_rows(batch: Path) -> list[list]:
    """Return the rows of a batch, an unquoted NULL as None, in the order of its files."""
    found = []
    for file in json.loads((batch / "manifest.json").read_text())["files"]:
        with duckdb.connect() as connection:
            options = "header = true, delim = ';', nullstr = 'NULL', allow_quoted_nulls = false, all_varchar = true"
            found += connection.execute(f"select * from read_csv('{batch / file['name']}', {options})").fetchall()
    return [list(row) for row in found]


def held(directory: Path, destination: str = "mail") -> dict[str, tuple]:
    """What a recipient holds who applies every batch in order."""
    holds: dict[str, tuple] = {}
    for batch in batches(directory, destination):
        for *row, operation in csv_rows(batch):
            if operation == "remove":
                del holds[row[0]]  # a removal of what was never sent is a KeyError
            else:
                holds[row[0]] = tuple(row)
    return holds


@pytest.fixture(scope="module")
def daily(tmp_path_factory) -> dict:
    """Builds of three days; the first and the third are exported, the third is built twice."""
    directory: Path = tmp_path_factory.mktemp("activation")
    variables = {
        "input_dir": write_input(directory / "input", inputs()),
        "profile_attributes": ATTRIBUTES,
        "computed_attributes": {},
        "predictions": {},
        "lifetime_value": None,
        "affinities": {"of": []},
        "control_group_percent": CONTROL_PERCENT,
        "lake": ["insight_scores"],
    }
    segments = {name: segment_file(rule) for name, rule in (SEGMENTS | BORN).items()}
    destinations = {name: destination_file(text) for name, text in DESTINATIONS.items()}
    root = copied_project(directory, segments, destinations)
    project = Project(directory, root, variables)
    found = {"project": project, "exports": directory / "exports", "wanted": {}, "lines": {}, "said": {}}
    for day in DAYS:
        found["said"][day] = project.dbt("build", *MODELS, as_of=day)
        assert found["said"][day].text.count(" ERROR creating ") == 8, found["said"][day].text
        found["wanted"][day] = wanted(project)
        if day != DAYS[1]:
            found["lines"][day], failures = export(project.database, found["exports"])
            assert failures == []
            found[day] = held(found["exports"])
    found["rows"] = project.rows("select * from activation.mail order by all")
    project.dbt("build", "--select", "export_candidates+", as_of=DAYS[-1])
    found["rows again"] = project.rows("select * from activation.mail order by all")
    return found


def test_who_applies_every_batch_holds_exactly_the_members_that_may_be_sent(daily):
    first, last = DAYS[0], DAYS[-1]
    assert len(daily["wanted"][first]) > 7
    assert len(set(daily["wanted"][first].items()) ^ set(daily["wanted"][last].items())) > 5
    assert daily[first] == daily["wanted"][first]
    assert daily[last] == daily["wanted"][last]


def test_a_batch_waits_for_no_one_and_goes_out_as_its_net_effect(daily):
    project = daily["project"]
    assert len(batches(daily["exports"], "mail")) == 2
    assert project.rows("select count(distinct batch_id) from activation.mail") == [(3,)]
    changed = {row[0] for row in csv_rows(batches(daily["exports"], "mail")[1])}
    before, after = daily["wanted"][DAYS[0]], daily["wanted"][DAYS[2]]
    assert changed == {key for key in before | after if before.get(key) != after.get(key)}


def test_the_same_moment_again_sends_nothing(daily):
    assert daily["rows"] == daily["rows again"]
    before = {path: path.stat().st_mtime_ns for path in daily["exports"].rglob("*") if "lake" not in path.parts}
    lines, _ = export(daily["project"].database, daily["exports"])
    assert [line for line in lines if not line.startswith("lake")] == []
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_a_manifest_says_what_lies_beside_it(daily):
    for batch in batches(daily["exports"], "mail"):
        manifest = json.loads((batch / "manifest.json").read_text())
        files = [path.name for path in batch.iterdir() if path.name != "manifest.json"]
        names = ["mail.csv", *(f"mail_{part}.csv" for part in range(2, -(-manifest["rows"] // 7) + 1))]
        assert sorted(files) == sorted(names) == sorted(file["name"] for file in manifest["files"])
        for file in manifest["files"]:
            content = (batch / file["name"]).read_bytes()
            assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        rows = csv_rows(batch)
        assert (manifest["rows"], manifest["batch_id"]) == (len(rows), batch.name)
        assert manifest["removes"] == sum(row[-1] == "remove" for row in rows) == manifest["rows"] - manifest["upserts"]
    assert manifest["removes"] > 0
    with (batch / "mail.csv").open() as content:
        assert next(csv.reader(content, delimiter=";")) == ["email_sha256", "FNAME", "City", "member", "operation"]


def test_a_full_list_is_all_that_there_is(daily):
    *_, last = batches(daily["exports"], "whole_list")
    with duckdb.connect() as connection:
        rows = connection.execute(f"select customer, name from '{last}/*.parquet'").fetchall()
    sent = {member for *_, member in daily["wanted"][DAYS[-1]].values()}
    project = daily["project"]
    # Whoever has no address in `mail` has a customer number here.
    reasons = dict(
        project.rows(
            "select profile_id, left_out_reason from activation.export_candidates where destination = 'whole_list'"
        )
    )
    assert len(rows) == sum(reason is None for reason in reasons.values()) >= len(sent)
    assert {member for member, reason in reasons.items() if reason is None} >= sent


def test_columns_may_have_any_name(daily):
    project = daily["project"]
    found = {}
    for batch in batches(daily["exports"], "odd_names"):
        with (batch / "odd_names.csv").open() as content:
            for row in csv.DictReader(content):
                found[row["number"]] = (row["order"], row["recency"])
    rows = project.rows(
        "select identity_value, city, coalesce(first_name, '') from activation.export_candidates as candidates"
        " inner join marts.customer_profiles as profiles using (profile_id)"
        " inner join identity.identity_map as map"
        " on profiles.profile_id = map.profile_id and map.namespace = 'customer_id'"
        " where destination = 'odd_names' and left_out_reason is null"
    )
    assert found == {number: (city, name) for number, city, name in rows}
    assert project.rows("select count(distinct batch_id) from activation.odd_names") == [(3,)]


def test_lines_are_read_back_as_they_were(daily):
    *_, last = batches(daily["exports"], "lines")
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select email_sha256, FNAME, City, member, operation from read_ndjson('{last}/*.ndjson.gz')"
        ).fetchall()
    assert sorted(map(list, rows), key=str) == sorted(csv_rows(batches(daily["exports"], "mail")[-1]), key=str)


def test_whoever_is_left_out_has_a_reason(daily):
    project = daily["project"]
    for destination, segment in (("mail", "recent"), ("same_key", "everyone")):
        assert project.rows(
            f"select count(*) from activation.export_candidates where destination = '{destination}'"
        ) == project.rows(f"select count(*) from segments.{segment}")
    reasons = {
        reason for (reason,) in project.rows("select distinct left_out_reason from activation.export_candidates")
    }
    assert reasons == {
        None,
        "no_consent_email",
        "suppressed",
        "control_group",
        "no_identity",
        "duplicate_key",
        "withheld_key",
    }
    control = project.rows(
        "select profile_id from activation.export_candidates where left_out_reason = 'control_group'"
    )
    assert all(is_control(FIRST_NAMES.get(profile_id, profile_id)) for (profile_id,) in control)
    assert control


def test_who_signs_in_stays_on_the_side_that_the_cookie_was_drawn_to(daily):
    candidates = daily["project"].rows(
        "select profile_id, left_out_reason from activation.export_candidates where destination = 'mail'"
    )
    found = {name: reason for name, reason in candidates if name in FIRST_NAMES}
    assert found == {name: "control_group" if is_control(first) else None for name, first in FIRST_NAMES.items()}
    assert len(set(found.values())) == 2


def test_of_two_with_one_key_the_one_who_qualified_last_is_sent_and_neither_where_one_may_not_be(daily):
    found = {}
    for number in ("l1", "l2"):
        key = hashlib.sha256(number.encode()).hexdigest()
        found[number] = daily["project"].rows(
            "select left_out_reason from activation.export_candidates"
            f" where destination = 'same_key' and record_key = '{key}' order by qualified_at desc, profile_id"
        )
    assert found["l1"] == [(None,), ("duplicate_key",)]
    assert sorted(found["l2"]) == [("suppressed",), ("withheld_key",)]


@pytest.mark.parametrize(
    ("destination", "sentence"),
    [
        (
            "too_curious",
            "it may not receive what is labelled 'sensitive': column born <- profile_attributes: birth_date; leave that"
            " out, or name the label under may_receive, which has contract, behaviour",
        ),
        (
            "by_way_of_a_segment",
            "'sensitive': segment born_lately <- segment born, the rule <- profile_attributes: birth_date;",
        ),
        (
            "without_contract",
            "it may not receive what is labelled 'contract': column loyalty <- identities of dataset crm; leave that",
        ),
        (
            "without_values",
            "labelled 'contract': column name <- profile_attributes: first_name <- values of dataset crm;",
        ),
        ("without_behaviour", "labelled 'behaviour': segment recent, the rule <- events of dataset web;"),
        (
            "by_its_past",
            "labelled 'behaviour': segment newly_recent <- segment recent, the rule <- events of dataset web;",
        ),
        ("misspelt", "identities: 'emial' is not a namespace; allowed are "),
        ("purposeless", "purpose: there is none; say what people consented to: allowed are general, email, phone"),
    ],
)
def test_a_forbidden_destination_stops_and_the_others_go_on(daily, destination, sentence):
    project = daily["project"]
    for day in DAYS:
        assert not daily["said"][day].success
        assert sentence in daily["said"][day].text
    ((fault,),) = project.rows(
        f"select fault from activation.declared_destinations where destination = '{destination}'"
    )
    assert sentence in fault
    assert not (daily["exports"] / destination).exists()
    assert project.rows(f"select 1 from information_schema.tables where table_name = '{destination}'") == []
    assert project.rows(f"select 1 from activation.export_candidates where destination = '{destination}'") == []


def test_scores_go_to_the_lake_by_moment(daily):
    lake = f"{daily['exports']}/lake/insight_scores/*/*.parquet"
    with duckdb.connect() as connection:
        rows = f"read_parquet('{lake}', hive_partitioning = true)"
        partitions = connection.execute(f"select as_of::varchar, count(*) from {rows} group by 1 order by 1").fetchall()
    ((count,),) = daily["project"].rows("select count(*) from insights.insight_scores")
    assert [day for day, _ in partitions] == [f"{day} 00:00:00" for day in (DAYS[0], DAYS[-1])]
    assert partitions[-1][1] == count > 0


def test_what_is_empty_replaces_its_partition_of_the_lake(daily, tmp_path):
    database, exports = tmp_path / "copy.duckdb", tmp_path / "exports"
    shutil.copy(daily["project"].database, database)
    shutil.copytree(daily["exports"], exports)
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from insights.insight_scores")
    export(database, exports)
    counts = {
        path.parent.name: duckdb.read_parquet(str(path)).aggregate("count(*)").fetchone()[0]
        for path in (exports / "lake" / "insight_scores").glob("*/*.parquet")
    }
    assert len(counts) == 2
    assert counts[f"as_of={DAYS[-1]}%2000%3A00%3A00"] == 0
    assert counts[f"as_of={DAYS[0]}%2000%3A00%3A00"] > 0


def test_a_broken_run_leaves_nothing_half_done(daily, tmp_path):
    database, exports = tmp_path / "copy.duckdb", tmp_path / "exports"
    shutil.copy(daily["project"].database, database)
    whole = batches(daily["exports"], "mail")[-1].name
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from activation.deliveries")
    # A run that was killed while it wrote left files under another name.
    (exports / "mail" / f".{whole}.partial").mkdir(parents=True)
    (exports / "mail" / f".{whole}.partial" / "mail.csv").write_text("half")
    export(database, exports)
    first = {path: path.read_bytes() for path in exports.rglob("*") if path.is_file()}
    assert [path.name for path in (exports / "mail").iterdir()] == [whole]
    assert held(exports) == daily["wanted"][DAYS[-1]]
    # One that was killed before it remembered delivers the same again.
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from activation.deliveries")
    export(database, exports)
    assert {path: path.read_bytes() for path in exports.rglob("*") if path.is_file()} == first
    # What somebody else wrote is not overwritten.
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from activation.deliveries")
    (exports / "mail" / whole / "manifest.json").write_text("{}")
    lines, failures = export(database, exports)
    assert [failure.split(" exists already and holds something else")[0] for failure in failures] == [
        f"mail: '{exports / 'mail' / whole}'"
    ]
    assert {line.split(":")[0] for line in lines} == {"lines", "odd_names", "whole_list", "same_key", "lake"}


def test_a_batch_that_was_delivered_and_not_remembered_counts(daily, tmp_path):
    """Killed after the first delivery, before it was remembered; then came two builds."""
    database, exports = tmp_path / "copy.duckdb", tmp_path / "exports"
    shutil.copy(daily["project"].database, database)
    first = batches(daily["exports"], "mail")[0]
    shutil.copytree(first, exports / "mail" / first.name)
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from activation.deliveries")
    export(database, exports)
    assert [batch.name for batch in batches(exports, "mail")] == [
        path.name for path in batches(daily["exports"], "mail")
    ]
    assert held(exports) == daily["wanted"][DAYS[-1]]


def test_a_removal_says_no_more_than_what_was_sent(daily, tmp_path):
    """A name that was never delivered does not go out with the removal."""
    database, exports = tmp_path / "copy.duckdb", tmp_path / "exports"
    shutil.copy(daily["project"].database, database)
    with duckdb.connect(str(database)) as connection:
        ((key,),) = connection.execute(
            "select min(record_key) from activation.mail where operation = 'upsert'"
        ).fetchall()
        rows = [("000001-a", "upsert", "old"), ("000002-b", "upsert", "new"), ("000003-c", "remove", "new")]
        connection.execute(
            "delete from activation.deliveries; delete from activation.mail where record_key != ?", [key]
        )
        connection.execute(
            "update activation.mail set email_sha256 = 'old', batch_id = '000001-a', operation = 'upsert'"
        )
        connection.execute("create temp table one as from activation.mail limit 1; delete from activation.mail")
        for batch_id, operation, address in rows:
            connection.execute(
                "insert into activation.mail"
                " select * replace (? as batch_id, ? as operation, ? as email_sha256) from one",
                [batch_id, operation, address],
            )
        connection.execute("insert into activation.deliveries (destination, batch_id) values ('mail', '000001-a')")
    export(database, exports)
    ((address, *_, operation),) = csv_rows(batches(exports, "mail")[-1])
    assert (address, operation) == ("old", "remove")


def test_a_changed_declaration_goes_on_where_the_old_one_stopped(daily, tmp_path):
    """Names at the destination change, one column goes and one comes: all is sent anew, who left is still removed."""
    project = daily["project"]
    changed = (
        MAIL.replace("email_sha256", "address").replace("  city: City\n", "").replace("[recent]", "[recent_buyers]")
    )
    changed = changed.replace("  profile_id", "  last_seen_at: seen\n  profile_id")
    segments = {"recent_buyers": segment_file(SEGMENTS["recent"].replace("2", "1"))}
    root = copied_project(tmp_path, segments, {"mail": destination_file(changed)})
    other = Project(tmp_path, root, project.variables)
    shutil.copy(project.database, other.database)
    shutil.copytree(daily["exports"], tmp_path / "exports")
    with duckdb.connect(str(other.database)) as connection:  # as it was before keys had kinds
        connection.execute("alter table activation.mail drop column deduplicated_by")
    other.build("--select", "segment_evaluations+", "--exclude", "resource_type:test", as_of=DAYS[-1])
    export(other.database, tmp_path / "exports")
    *_, delivered, last = batches(tmp_path / "exports", "mail")
    # What a broken run wrote under the earlier declaration counts, once it is looked at again under this one.
    with duckdb.connect(str(other.database)) as connection:
        query = "from activation.deliveries where destination = 'mail' and batch_id = ?"
        kept = connection.execute(f"select manifest {query}", [delivered.name]).fetchall()
        connection.execute("delete " + query, [delivered.name])
        connection.execute("delete " + query, [last.name])
        shutil.rmtree(last)
    assert export(other.database, tmp_path / "exports")[1] == []
    assert batches(tmp_path / "exports", "mail")[-2:] == [delivered, last]
    with duckdb.connect(str(other.database)) as connection:
        assert connection.execute(f"select manifest {query}", [delivered.name]).fetchall() == kept
    assert json.loads((last / "manifest.json").read_text())["columns"] == [
        "address",
        "FNAME",
        "seen",
        "member",
        "operation",
    ]
    rows = csv_rows(last)
    members = {member for (member,) in other.rows("select profile_id from segments.recent_buyers")}
    before = daily["wanted"][DAYS[-1]]
    assert {row[0] for row in rows if row[-1] == "upsert"} == {key for key, row in before.items() if row[-1] in members}
    assert {row[0] for row in rows if row[-1] == "remove"} == {
        key for key, row in before.items() if row[-1] not in members
    }
    assert len({row[-1] for row in rows}) == 2
    (root / "models" / "activation" / "destinations" / "mail.sql").write_text(
        destination_file(changed.replace("FNAME", "Fname"))
    )
    said = other.dbt("build", "--select", "mail", as_of=DAYS[-1]).text
    assert "the column 'Fname' was 'FNAME' before; keep its letters" in said
    (root / "models" / "activation" / "destinations" / "mail.sql").write_text(
        destination_file(changed.replace("last_seen_at: seen", "city: seen"))
    )
    said = other.dbt("build", "--select", "mail", as_of=DAYS[-1]).text
    assert "at attributes.city: the column 'seen' was TIMESTAMP before and is VARCHAR now; give it another name" in said


def test_another_key_takes_away_what_was_sent_under_the_old_one(daily, tmp_path):
    """What is removed is what was sent: the address in its column, and no customer, for none was sent."""
    project = daily["project"]
    changed = MAIL.replace("attributes:", "  customer_id: customer\ndeduplicate_by: customer_id\nattributes:")
    root = copied_project(tmp_path, {"recent": segment_file(SEGMENTS["recent"])}, {"mail": destination_file(changed)})
    other = Project(tmp_path, root, project.variables)
    shutil.copy(project.database, other.database)
    shutil.copytree(daily["exports"], tmp_path / "exports")
    other.build("--select", "segment_evaluations+", "--exclude", "resource_type:test", as_of=DAYS[-1])
    export(other.database, tmp_path / "exports")
    *_, last = batches(tmp_path / "exports", "mail")
    assert json.loads((last / "manifest.json").read_text())["columns"][:2] == ["email_sha256", "customer"]
    rows, before = csv_rows(last), daily["wanted"][DAYS[-1]]
    removed = [row for row in rows if row[-1] == "remove"]
    assert {row[0] for row in removed} == set(before)
    assert {row[1] for row in removed} == {None}
    customers = {row[1] for row in rows if row[-1] == "upsert"}
    assert len(customers) == len(rows) - len(removed) > 0
    # Back again: those customers are taken away by their number, and the addresses come anew.
    declaration = root / "models" / "activation" / "destinations" / "mail.sql"
    declaration.write_text(destination_file(changed.replace("deduplicate_by: customer_id", "deduplicate_by: email")))
    other.build("--select", "export_candidates+", "--exclude", "resource_type:test", as_of=DAYS[-1])
    export(other.database, tmp_path / "exports")
    *_, last = batches(tmp_path / "exports", "mail")
    rows = csv_rows(last)
    assert {row[1] for row in rows if row[-1] == "remove"} == customers
    assert {row[0] for row in rows if row[-1] == "upsert"} == set(before)
    declaration.write_text(destination_file(MAIL.replace("email: {as: email_sha256, hash: sha256}", "customer_id: c")))
    said = other.dbt("build", "--select", "mail", as_of=DAYS[-1]).text
    assert (
        "at deduplicate_by: found 'customer_id', but what was sent before is told apart by 'email'; leave that among"
        in said
    )


@pytest.mark.parametrize(
    ("destinations", "sentence"),
    [
        ({}, "no file declares it."),
        ({"mail": destination_file(MAIL)}, None),
        (
            {"mail": destination_file(MAIL.replace("[contract, behaviour]", "[contract]"))},
            "it is stopped: it may not receive what is labelled 'behaviour'",
        ),
    ],
)
def test_whoever_is_left_where_nothing_is_sent_any_more_is_counted(daily, tmp_path, destinations, sentence):
    root = copied_project(tmp_path, {name: segment_file(rule) for name, rule in SEGMENTS.items()}, destinations)
    other = Project(tmp_path, root, daily["project"].variables)
    shutil.copy(daily["project"].database, other.database)
    other.dbt("run", "--select", "declared_destinations", as_of=DAYS[-1])
    said = other.dbt("test", "--select", "nobody_is_left_where_nothing_is_sent", as_of=DAYS[-1]).text
    held_there = len(daily["wanted"][DAYS[-1]])
    expected = f"{held_there} records were sent to mail and not taken back, and {sentence}"
    assert (expected in said) == (sentence is not None), said
    assert "sent to lines and not taken back, and no file declares it" in said


def test_what_cannot_be_exported_says_why(tmp_path):
    with pytest.raises(DatabaseError, match="There is no database"):
        export(tmp_path / "none.duckdb", tmp_path)
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    with pytest.raises(DatabaseError, match="has no destinations yet"):
        export(tmp_path / "empty.duckdb", tmp_path)


def test_a_second_run_gives_way(tmp_path, capsys):
    database = tmp_path / "profile_enrichment.duckdb"
    with Path(f"{database}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run(database, tmp_path / "exports", []) == BUSY
    assert "Another run is at work" in capsys.readouterr().err


def test_after_a_failed_build_nothing_is_exported(tmp_path, capsys, monkeypatch):
    database = tmp_path / "profile_enrichment.duckdb"
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DUCKDB_PATH", str(database))
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    code = run(database, tmp_path / "exports", ["--vars", "{as_of: someday}", "--log-path", str(tmp_path), "--quiet"])
    assert code in (1, 2)
    assert f"dbt build failed with exit code {code}: nothing is exported" in capsys.readouterr().err
    assert not (tmp_path / "exports").exists()


@pytest.mark.parametrize("config", ["materialized='table'", "full_refresh=true", "alias='other'"])
def test_a_destination_that_would_forget_is_refused(tmp_path, config):
    text = "{{ config(" + config + ") }}\n" + destination_file(MAIL)
    root = copied_project(tmp_path, {"recent": segment_file(SEGMENTS["recent"])}, {"mail": text})
    said = Project(tmp_path, root).dbt("seed").text
    assert (
        "destination 'mail' (models/activation/destinations/mail.sql), at config: it would forget what was sent" in said
    )


FAULTS = [
    ("segments: [recent]\nidentity: {email: e}", "'identity' is not known here; allowed are segments, purpose,"),
    ("segments: recent\nidentities: {email: e}", "at segments: found 'recent'; write a list such as [one, two]"),
    (
        "segments: [rescent]\nidentities: {email: e}",
        "'rescent' is not a segment; allowed are recent; the nearest is recent",
    ),
    ("identities: {email: e}", "at segments: there is none"),
    ("segments: [recent]", "nothing is sent; name identities or attributes"),
    ("segments: [recent]\nattributes: {city: town}", "a removal could not say whom; send what rows are told apart by"),
    (
        "segments: [recent]\nidentities: {email: e}\nattributes: {citty: c}",
        "'citty' is not a column of the profile; allowed",
    ),
    ("segments: [recent]\nidentities: {email: e}\nattributes: {city: E}", "at attributes.city: the name 'E' is taken"),
    ("segments: [recent]\nidentities: {email: batch_id}", "the name 'batch_id' is taken"),
    ('segments: [recent]\nidentities: {email: "e; drop table x"}', "found the name 'e; drop table x'; give the name"),
    ("segments: [recent]\nidentities: {email: {as: e, hash: md5}}", "found hash: 'md5'; allowed is sha256"),
    ("segments: [recent]\nidentities: {email: {hash: sha256}}", "at identities.email: found the name"),
    ('segments: [recent]\nidentities: {"e\' or 1": e}', "found a namespace with other characters"),
    (
        "segments: [recent]\nidentities: {email: e}\ndeduplicate_by: phone",
        "at deduplicate_by: found 'phone'; allowed are",
    ),
    ("segments: [recent]\nidentities: {email: e}\nmode: partial", "at mode: found 'partial'; allowed are delta, full"),
    ("segments: [recent]\nidentities: {email: e}\nfile: {format: xml}", "at file.format: found 'xml'; allowed are csv"),
    (
        "segments: [recent]\nidentities: {email: e}\nfile: {format: ndjson, header: true}",
        "file.header: ndjson has none",
    ),
    (
        "segments: [recent]\nidentities: {email: e}\nfile: {format: parquet, gzip: true}",
        "parquet is compressed already",
    ),
    ('segments: [recent]\nidentities: {email: e}\nfile: {delimiter: "||"}', "at file.delimiter: found '||'; give one"),
    ('segments: [recent]\nidentities: {email: e}\nfile: {null_text: "a,b"}', "at file.null_text: found 'a,b'"),
    ("segments: [recent]\nidentities: {email: e}\nfile: {rows_per_file: 0}", "at file.rows_per_file: found '0'"),
    (
        'segments: [recent]\nidentities: {email: e}\nfile: {gzip: "yes"}',
        "at file.gzip: found 'yes'; allowed are true, false",
    ),
    ("segments: [recent]\nidentities: {email: e__mail}", "found the name 'e__mail'; give the name"),
    ("segments: [recent]\nidentities: {email: e}\ndeduplicate_by: [email]", "at deduplicate_by: found"),
    (
        "segments: [recent]\nidentities: {email: e}\nmay_receive: [1]",
        "at may_receive: found '[1]'; write a list of names",
    ),
    (
        'segments: [recent]\nidentities: {email: e}\nfile: {delimiter: "·"}',
        "at file.delimiter: found '·'; give one ASCII",
    ),
    ("segments: [recent]\nsegments: [recent]", "a key stands twice at one place"),
    ("- segments", "the declaration is not a mapping; it begins with segments:"),
    ("segments: [{{ 1 }}]", "the declaration holds Jinja"),
]


@pytest.mark.parametrize(("declaration", "sentence"), FAULTS)
def test_a_wrong_declaration_stops_with_a_sentence(run_macro, declaration, sentence):
    arguments = {"name": "mail", "path": "models/activation/destinations/mail.sql", "segments": ["recent"]}
    said = run_macro("destination_definition", arguments | {"raw_code": destination_file(declaration)})
    assert "destination 'mail' (models/activation/destinations/mail.sql)" in said
    assert sentence in said
