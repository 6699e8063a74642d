"""Computed attributes: equal to a slow and obvious version over the demo's events, and the sentence for a wrong one."""

import json
import shutil
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from conftest import MODELS, Project, event, events_csv, write_input

WEB = {"channel": {"eq": "web"}}
LARGE = {"revenue": {"gte": 50}, "channel": {"ne": "store"}}
DECLARED = {
    "c_count": {"function": "count"},
    "c_count_web": {"function": "count", "where": WEB, "within_days": 30},
    "c_orders": {"function": "distinct_count", "of": "order_id", "event": "purchase"},
    "c_sum": {"function": "sum", "of": "revenue", "event": ["purchase", "refund"], "where": LARGE},
    "c_sum_quantity": {"function": "sum", "of": "quantity", "event": "purchase", "within_days": 90},
    "c_average": {"function": "average", "of": "revenue", "event": "purchase", "since": "2025-01-01"},
    "c_min": {"function": "min", "of": "revenue", "event": "purchase"},
    "c_max_at": {"function": "max", "of": "event_at", "event": "email_open", "until": "2025-06-30T12:00:00Z"},
    "c_recent": {"function": "most_recent", "of": "product_id", "event": "product_view"},
    "c_hours": {"function": "count", "within_hours": 36, "description": "Events in a day and a half"},
    "c_minutes": {"function": "count", "within_days": 2, "not_within_minutes": 90},
    "c_between": {"function": "count", "within_days": 60, "not_within_days": 30},
    "c_until": {"function": "count", "since": "2025-03-01", "until": "2025-03-07"},
    "c_at": {"function": "count", "where": {"event_at": {"between": ["2025-03-01", "2025-03-07"]}}},
    "c_after": {"function": "count", "where": {"event_at": {"gt": "2025-03-07"}}},
    "c_first": {"function": "first", "of": "channel", "since": "2024-06-01"},
    "c_searches": {"function": "distinct_count", "of": "search_term", "where": {"search_term": {"ne": "garden"}}},
    "c_search": {"function": "most_recent", "of": "search_term", "within_days": 200},
    "c_last": {"function": "last_n", "of": "product_id", "event": ["product_view", "purchase"], "n": 3},
}


def ends_before(moment, until) -> bool:
    """A date is the whole day."""
    end = datetime.fromisoformat(until).replace(tzinfo=None)
    return moment < end + timedelta(days=1) if len(until) == 10 else moment <= end


def within_week(moment) -> bool:
    return moment >= datetime(2025, 3, 1) and ends_before(moment, "2025-03-07")


def is_met(event, declared, as_of) -> bool:
    types = declared.get("event", event["event_type"])
    where = declared.get("where", {})
    return (
        event["event_type"] in ([types] if isinstance(types, str) else types)
        and event["event_at"] < as_of
        and event["event_at"]
        >= as_of
        - timedelta(
            days=declared.get("within_days", 0 if "within_hours" in declared else 10**5),
            hours=declared.get("within_hours", 0),
        )
        and event["event_at"] >= datetime.fromisoformat(declared.get("since", "1900-01-01"))
        and event["event_at"]
        < as_of - timedelta(days=declared.get("not_within_days", 0), minutes=declared.get("not_within_minutes", 0))
        and ends_before(event["event_at"], declared.get("until", "2200-01-01"))
        and ("event_at" not in where or "gt" in where["event_at"] or within_week(event["event_at"]))
        and ("gt" not in where.get("event_at", {}) or not ends_before(event["event_at"], "2025-03-07"))
        and ("revenue" not in where or (event["revenue"] or 0) >= 50)
        and ("channel" not in where or event["channel"] is not None)
        and ("search_term" not in where or event["search_term"] not in (None, "garden"))
        and (where != WEB or event["channel"] == "web")
        and (where != LARGE or event["channel"] != "store")
    )


def value_of(events, declared, as_of) -> tuple:
    """The columns of one computed attribute over the events of one profile, the oldest event first."""
    function, of = declared["function"], declared.get("of", "event_id")
    met = [event for event in events if is_met(event, declared, as_of) and event[of] is not None]
    values = [event[of] for event in met]
    if function == "count":
        return (len(values),)
    if function == "distinct_count":
        return (len(set(values)),)
    if function == "last_n":
        return (json.dumps(values[::-1][: declared["n"]], separators=(",", ":")),)
    if not values:
        return (None, None) if function in ("most_recent", "first") else (None,)
    if function == "average":
        return (round(float(sum(values)) / len(values), 9),)
    if function in ("most_recent", "first"):
        end = -1 if function == "most_recent" else 0
        return (values[end], met[end]["event_at"])
    return ({"sum": sum, "min": min, "max": max}[function](values),)


def test_equal_to_a_slow_and_obvious_version(demo, tmp_path):
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    outcome = project.dbt(
        "run", "--select", "profile_computed_attributes profile_dictionary", computed_attributes=DECLARED
    )
    assert outcome.success, outcome.text

    columns = ["event_id", "dataset", "event_type", "event_at", "order_id", "product_id", "quantity", "channel"]
    by_profile = defaultdict(list)
    for profile_id, revenue, properties, *values in project.rows(
        f"select profile_id, reporting_revenue, properties, {', '.join(columns)} from profile.profile_events"
        " order by event_at, dataset, event_id"
    ):
        said = {"revenue": revenue, "search_term": json.loads(properties or "{}").get("search_term")}
        by_profile[profile_id].append(dict(zip(columns, values, strict=True)) | said)
    ((as_of,),) = project.rows("select as_of from input.build_clock")

    names = [f"{n}, {n}_at" if d["function"] in ("most_recent", "first") else n for n, d in DECLARED.items()]
    found = {
        row[0]: row[1:]
        for row in project.rows(f"select profile_id, {', '.join(names)} from profile.profile_computed_attributes")
    }
    assert len(found) > len(by_profile) > 1000

    described = dict(project.rows("select column_name, description from marts.profile_dictionary"))
    assert described["c_hours"] == "Events in a day and a half"
    assert described["c_between"] == "Number of events, in the last 60 days, not in the last 30 days"
    assert described["c_sum"] == (
        "Sum of revenue, of events purchase or refund, where revenue is at least 50, where channel is not store"
    )
    assert described["c_first_at"] == "Time of the event of c_first, UTC"
    for profile_id, row in found.items():
        events = by_profile.get(profile_id, [])
        expected = [value for declared in DECLARED.values() for value in value_of(events, declared, as_of)]
        assert list(row) == [Decimal(v) if isinstance(v, Decimal) else v for v in expected], profile_id


def test_an_order_is_told_apart_where_its_source_names_none(tmp_path):
    """Two events without an order id are two orders; one id of two datasets is two, too; of one dataset it is one."""
    header = "event_id,dataset,event_type,event_at,ingested_at,identities,order_id"
    bought = [("e1", ""), ("e2", ""), ("e3", "7"), ("e4", "7")]
    rows = [f"{event(name, event_type='purchase')},{order}" for name, order in bought]
    rows.append(f"{event('e5', event_type='purchase').replace(',web,', ',shop,')},7")
    files = {"experience_events/a.csv": events_csv(*rows, header=header)}
    project = Project(tmp_path)
    project.build(*MODELS, "--select", "+profile_computed_attributes", input_dir=write_input(tmp_path / "input", files))
    assert project.rows("select order_count from profile.profile_computed_attributes") == [(4,)]


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        (
            "count",
            "computed_attributes: 'x': found 'count'; write a mapping such as {function: count, event: purchase}.",
        ),
        ({"function": "median"}, "computed_attributes: 'x', at function: found 'median'; allowed are count, sum,"),
        ({"event": "purchase"}, "at function: found ''; allowed are count"),
        ({"function": "sum"}, "at of: '' is not a column of an event; allowed are campaign_id, channel,"),
        ({"function": "sum", "of": "channel"}, "at of: 'channel' is a text; sum takes a number: quantity, revenue."),
        ({"function": "count", "of": "channel"}, "at of: found 'channel'; count counts events and takes none"),
        ({"function": "last_n", "of": "channel"}, "at n: found ''; last_n takes a whole number from 1 to 100"),
        ({"function": "count", "n": 3}, "at n: found '3'"),
        ({"function": "count", "within_days": 0}, "at within_days: found '0'; give a whole number of days"),
        (
            {"function": "count", "within_days": 30, "not_within_days": 30},
            "at not_within_days: found '30'; it should be shorter than the window",
        ),
        ({"function": "count", "not_within_days": "x"}, "at not_within_days: found 'x'; give a whole number of days"),
        ({"function": "count", "within_hours": 1.5}, "at within_hours: found '1.5'; give a whole number of hours"),
        ({"function": "count", "description": ["x"]}, "at description: found '['x']'; write one line of text"),
        ({"function": "count", "since": "soon"}, "at since: found 'soon'; write a date such as 2026-01-31, or a time"),
        ({"function": "count", "event": "x' or 'a' = 'a"}, None),
        ({"function": "count", "where": {"shoe": {"eq": 1}}}, "at where.shoe: 'shoe' is not a column of an event"),
        ({"function": "count", "where": {"channel": "web"}}, "at where.channel: found 'web'; give one comparison"),
        (
            {"function": "count", "where": {"channel": {"gt": "a"}}},
            "where.channel.gt: 'gt' is not an operator for a text",
        ),
        ({"function": "count", "whre": {}}, "'whre' is not known here; allowed are function, of, n, description,"),
    ],
)
def test_a_wrong_declaration_says_where_and_what_is_allowed(run_macro, declared, sentence):
    text = run_macro("profile_fields", variables={"computed_attributes": {"x": declared}})
    assert (sentence in " ".join(text.split())) if sentence else text == ""


def test_a_name_that_another_column_has_is_refused(run_macro):
    both = {"y": {"function": "first", "of": "event_type"}, "y_at": {"function": "count"}}
    text = run_macro("profile_fields", variables={"computed_attributes": both})
    assert "computed_attributes: 'y_at': two of them have the column 'y_at'; rename one" in text
    text = run_macro("profile_fields", variables={"computed_attributes": {"city": {"function": "count"}}})
    assert "computed_attributes: 'city': it is the name of another column of the profile, too" in text


PROPERTIES = {
    "size": "integer",
    "price": "decimal",
    "is_gift": "boolean",
    "code": {"type": "text", "key": "couponCode"},
}


def test_properties_are_read_by_their_declared_type(tmp_path):
    properties = [
        {"size": 3, "price": 2.5, "is_gift": True, "couponCode": "X"},
        {"size": "4", "price": "0.5", "is_gift": "false", "couponCode": 7},
        {"size": 3.5, "price": "free", "is_gift": 2, "couponCode": {"a": 1}},
        {"size": None, "couponCode": " "},
    ]
    header = "event_id,dataset,event_type,event_at,ingested_at,identities,properties"
    quoted = [json.dumps(row).replace('"', '""') for row in properties] + [""]
    rows = [f'{event(str(n), f"2025-01-0{n + 1}T10:00:00Z")},"{text}"' for n, text in enumerate(quoted)]
    project = Project(
        tmp_path,
        variables={
            "input_dir": write_input(tmp_path / "in", {"experience_events/a.csv": events_csv(*rows, header=header)}),
            "event_properties": PROPERTIES,
            "computed_attributes": {
                "sizes": {"function": "sum", "of": "size"},
                "prices": {"function": "sum", "of": "price"},
                "codes": {"function": "last_n", "of": "code", "n": 9},
                "gifts": {"function": "count", "where": {"is_gift": {"is": True}}},
                "no_gifts": {"function": "count", "where": {"is_gift": {"is": False}}},
            },
        },
    )
    project.build("--select", "+profile_computed_attributes", "--exclude-resource-type", "test", "unit_test")
    found = project.rows("select sizes, prices, codes, gifts, no_gifts from profile.profile_computed_attributes")
    assert found == [(7, Decimal("3.0000"), '["7","X"]', 1, 1)]


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        ([], None),
        ("size", "event_properties: it should be a mapping from a name to a type."),
        ({"size": "number"}, "event_properties: 'size', at type: found 'number'; allowed are text, integer, decimal"),
        ({"size": {"key": "s"}}, "event_properties: 'size', at type: found ''; allowed are"),
        (
            {"size": {"type": "text", "path": "s"}},
            "event_properties: 'size': 'path' is not known here; allowed are type",
        ),
        ({"size": {"type": "text", "key": "a\"'"}}, "at key: found 'a\"''; write a key of the JSON object properties"),
        ({"channel": "text"}, "event_properties: 'channel': it is the name of a column of an event; give it another"),
        (
            {"identity_id": "integer"},
            "event_properties: 'identity_id': it is the name of a column of an event; give it",
        ),
        ({"Size": "text"}, "event_properties: 'Size' cannot be the name of an attribute"),
    ],
)
def test_a_wrong_property_says_where_and_what_is_allowed(run_macro, declared, sentence):
    text = run_macro("event_properties", variables={"event_properties": declared})
    assert (sentence in " ".join(text.split())) if sentence else text == ""


def test_the_dictionary_says_what_every_column_of_the_profile_means(demo):
    described = {name for (name,) in demo.rows("select column_name from marts.profile_dictionary")}
    columns = {
        name
        for (name,) in demo.rows(
            "select column_name from information_schema.columns"
            " where table_schema = 'marts' and table_name = 'customer_profiles'"
        )
    }
    assert columns - described == {"profile_id", "identities", "consents"}
    assert described <= columns
