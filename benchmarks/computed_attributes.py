"""Time of many computed attributes beside one hand-written `group by`: `make bench-computed-attributes`.

Both run over the same generated events in one DuckDB file and write a table; they take turns, and medians are compared.
The hand-written query says what a person would: an aggregate with a filter each, over the table of events itself.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
EVENTS = """
    create table profile.profile_events as
    select
        'p' || (hash(n) % {profiles}) as profile_id,
        'e' || n as event_id,
        ['web', 'app', 'orders'][cast(1 + hash(n, 1) % 3 as bigint)] as dataset,
        ['page_view', 'product_view', 'add_to_cart', 'purchase', 'search'][cast(1 + hash(n, 2) % 5 as bigint)]
            as event_type,
        timestamp '2026-01-01' - to_seconds(cast(hash(n, 3) % 63072000 as bigint)) as event_at,
        case when hash(n, 2) % 5 = 3 then 'o' || (n // 2) end as order_id,
        'sku' || (hash(n, 4) % 5000) as product_id,
        cast(1 + hash(n, 5) % 4 as decimal(18, 4)) as quantity,
        cast((hash(n, 6) % 20000) / 100 as decimal(18, 4)) as reporting_revenue,
        'c' || (hash(n, 7) % 300) as content_id,
        null::varchar as campaign_id,
        ['web', 'app', 'store'][cast(1 + hash(n, 8) % 3 as bigint)] as channel,
        's' || (n // 5) as session_id,
        null::varchar as properties
    from range({events}) as t (n)
"""
FUNCTIONS = [
    ("count", None, "count(*)"),
    ("sum", "revenue", "sum(reporting_revenue)"),
    ("average", "revenue", "avg(reporting_revenue)"),
    ("min", "revenue", "min(reporting_revenue)"),
    ("max", "quantity", "max(quantity)"),
    ("distinct_count", "order_id", "count(distinct order_id)"),
    ("most_recent", "product_id", "arg_max(product_id, event_at)"),
    ("first", "channel", "arg_min(channel, event_at)"),
    ("last_n", "product_id", "arg_max(product_id, event_at, 5)"),
    ("sum", "quantity", "sum(quantity)"),
]
FILTERS = [
    ({"event": "purchase"}, "event_type = 'purchase'"),
    (
        {"event": "purchase", "within_days": 90},
        "event_type = 'purchase' and event_at >= timestamp '2026-01-01' - interval 90 days",
    ),
    ({"event": ["product_view", "add_to_cart"]}, "event_type in ('product_view', 'add_to_cart')"),
    (
        {"where": {"channel": {"eq": "web"}}, "within_days": 365},
        "channel = 'web' and event_at >= timestamp '2026-01-01' - interval 365 days",
    ),
    ({"event": "purchase", "where": {"revenue": {"gte": 50}}}, "event_type = 'purchase' and reporting_revenue >= 50"),
]


def declarations_and_columns() -> tuple[dict, str]:
    """Return the same attributes as declarations and as the columns of a hand-written query."""
    declared, columns = {}, []
    for function, of, aggregate in FUNCTIONS:
        for keys, condition in FILTERS:
            name = f"a{len(declared)}"
            declared[name] = {"function": function} | ({"of": of} if of else {}) | keys
            declared[name] |= {"n": 5} if function == "last_n" else {}
            columns.append(f"{aggregate} filter (where {condition}) as {name}")
            if function in ("most_recent", "first"):
                end = "max" if function == "most_recent" else "min"
                columns.append(f"{end}(event_at) filter (where {condition}) as {name}_at")
    return declared, ", ".join(columns)


def compiled(directory: Path, declared: dict) -> str:
    """Return the project's query for the declarations."""
    dbt = [str(Path(sys.executable).parent / "dbt"), "--quiet", "compile", "--select", "profile_computed_attributes"]
    dbt += ["--target-path", str(directory), "--log-path", str(directory)]
    dbt += ["--vars", json.dumps({"computed_attributes": declared})]
    environment = os.environ | {"DUCKDB_PATH": str(directory / "compile.duckdb"), "DBT_PROFILES_DIR": str(ROOT)}
    subprocess.run(dbt, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    (path,) = directory.glob("compiled/**/profile_computed_attributes.sql")
    return path.read_text().replace('"compile".', "")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--profiles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    declared, columns = declarations_and_columns()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        queries = {
            "declared": compiled(directory, declared),
            "hand-written": f"select profile_id, {columns} from profile.profile_events group by profile_id",
        }
        seconds: dict[str, list[float]] = {kind: [] for kind in queries}
        with duckdb.connect(str(directory / "benchmark.duckdb")) as connection:
            connection.execute("set preserve_insertion_order = false; set threads = 2; set memory_limit = '8GB'")
            connection.execute("create schema profile; create schema input")
            connection.execute("create table input.build_clock as select timestamp '2026-01-01' as as_of")
            connection.execute(EVENTS.format(events=arguments.events, profiles=arguments.profiles))
            connection.execute(
                "create table profile.int_profiles as select distinct profile_id from profile.profile_events"
            )
            for _ in range(arguments.rounds):
                for kind, query in queries.items():
                    start = time.perf_counter()
                    connection.execute(f"create or replace table main.result as {query}")
                    seconds[kind].append(time.perf_counter() - start)
    medians = {kind: statistics.median(times) for kind, times in seconds.items()}
    print(
        f"{len(declared)} attributes, {arguments.events:,} events, {arguments.profiles:,} profiles:"
        + "".join(f" {kind} {median:.1f} s," for kind, median in medians.items())
        + f" ratio {medians['declared'] / medians['hand-written']:.2f}"
    )


if __name__ == "__main__":
    main()
