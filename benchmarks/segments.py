"""Time and memory of segments: `make bench-segments`.

Generates profiles and events, writes varied segment files (a third ask about events, a third about other segments) into
a copy of the project, and lets dbt evaluate them twice for one moment. Beside it, one hand-written query does the same
evaluation.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from dbt.cli.main import dbtRunner

ROOT = Path(__file__).parents[1]
AS_OF = "2026-01-01"
EVENT_TYPES = ["page_view", "product_view", "add_to_cart", "purchase", "search"]
DECLARED = {
    "profile_attributes": {"country": "text", "tier": "text", "points": "integer", "birth_date": "date"},
    "event_properties": {},
    "computed_attributes": {},
    "predictions": {"churn": {"event": "purchase", "outcome": "absent", "window_days": 90}},
    "lifetime_value": None,
    "affinities": {"of": []},
    "example_segments": False,
}
PROFILES = """
    create table marts.customer_profiles as
    select
        md5('p' || n) as profile_id,
        ['DE', 'FR', 'SE', 'IT', 'US'][cast(1 + hash(n, 1) % 5 as bigint)] as country,
        ['gold', 'silver', 'bronze'][cast(1 + hash(n, 2) % 4 as bigint)] as tier,
        cast(hash(n, 3) % 1000 as bigint) as points,
        date '1950-01-01' + cast(hash(n, 4) % 20000 as integer) as birth_date,
        (hash(n, 5) % 10000) / 10000 as churn_probability,
        (hash(n, 5) % 10000) / 100 as churn_score,
        cast(1 + hash(n, 5) % 100 as bigint) as churn_percentile,
        ['low', 'medium', 'high'][cast(1 + hash(n, 6) % 3 as bigint)] as churn_band,
        case when hash(n, 7) % 50 = 0 then 'out' else 'in' end as general_consent,
        ['in', 'out', 'pending'][cast(1 + hash(n, 8) % 3 as bigint)] as email_consent,
        timestamp '2024-01-01' + to_seconds(cast(hash(n, 9) % 31536000 as bigint)) as first_seen_at,
        timestamp '2025-01-01' + to_seconds(cast(hash(n, 10) % 31536000 as bigint)) as last_seen_at
    from range({profiles}) as t (n)
"""
EVENTS = """
    create table profile.profile_events as
    select
        md5('p' || (hash(n) % {profiles})) as profile_id,
        'e' || n as event_id,
        ['web', 'app', 'orders'][cast(1 + hash(n, 1) % 3 as bigint)] as dataset,
        {types}[cast(1 + hash(n, 2) % {type_count} as bigint)] as event_type,
        timestamp '{as_of}' - to_seconds(cast(1 + hash(n, 3) % 63072000 as bigint)) as event_at,
        case when hash(n, 2) % 5 = 3 then 'o' || (n // 2) end as order_id,
        'sku' || (hash(n, 4) % 5000) as product_id,
        cast(1 + hash(n, 5) % 4 as decimal(18, 4)) as quantity,
        cast((hash(n, 6) % 20000) / 100 as decimal(18, 4)) as reporting_revenue,
        null::varchar as content_id,
        null::varchar as campaign_id,
        ['web', 'app', 'store'][cast(1 + hash(n, 8) % 3 as bigint)] as channel,
        's' || (n // 5) as session_id,
        null::varchar as properties
    from range({events}) as t (n)
    order by hash(n, 9)
"""
OTHERS = [
    f"create table input.build_clock as select timestamp '{AS_OF}' as as_of, 'x' as input_name",
    "create table profile.profile_consents as select profile_id, general_consent from marts.customer_profiles",
    "create table identity.identity_map as select 'customer_id' as namespace, profile_id as identity_value, profile_id"
    " from marts.customer_profiles",
    "create table identity.profile_aliases as select md5(profile_id) as former_profile_id, profile_id"
    " from marts.customer_profiles",
    "create table insights.int_affinities as select ''::varchar as profile_id, '' as insight, '' as item,"
    " 0.5 as affinity, 1::bigint as rank where false",
]


def segments(count: int) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Return name → (rule, the same condition by hand, the aggregates over events that it needs)."""
    found: dict[str, tuple[str, str, dict[str, str]]] = {}
    for n in range(count):
        name, kind = f"s{n:04}", n % 3
        if kind == 0:
            percent, points, since = n % 90 + 10, n * 7 % 900, f"19{60 + n % 40}-01-01"
            rule, condition = [
                (f"field: churn_probability\ngte: 0.{percent}", f"churn_probability >= 0.{percent}"),
                (
                    f"all:\n  - field: country\n    in: [DE, FR]\n  - field: points\n    gt: {points}",
                    f"country in ('DE', 'FR') and points > {points}",
                ),
                (
                    f"any:\n  - field: tier\n    eq: gold\n  - field: birth_date\n    lt: {since}",
                    f"(tier = 'gold' or birth_date < date '{since}')",
                ),
                (
                    "all:\n  - field: email_consent\n    eq: in\n"
                    f"  - none:\n      - field: points\n        lt: {points}",
                    f"email_consent = 'in' and not coalesce(points < {points}, false)",
                ),
            ][n // 3 % 4]
            needed = {}
        elif kind == 1:
            event_type, days, revenue = EVENT_TYPES[n // 3 % len(EVENT_TYPES)], 5 + n * 11 % 700, n * 9 % 400
            met = f"event_type = '{event_type}' and event_at >= timestamp '{AS_OF}' - interval {days} days"
            counted, summed = f"count(*) filter (where {met})", f"sum(reporting_revenue) filter (where {met})"
            more, aggregate, condition = [
                ("", counted, ">= 1"),
                ("count: {gte: 3}", counted, ">= 3"),
                (f"sum: {{revenue: {{gte: {revenue}}}}}", summed, f">= {revenue}"),
                ("where: {channel: {eq: web}}", f"count(*) filter (where {met} and channel = 'web')", ">= 1"),
            ][n // 3 % 4]
            rule, needed = f"event: {event_type}\nwithin_days: {days}\n{more}".strip(), {f"m{n}": aggregate}
            condition = f"coalesce(m{n} {condition}, false)"
        else:
            parts = [f"s{n - 1:04}", f"s{n - 2:04}"]
            rule = f"all:\n  - segment: {parts[0]}\n  - none:\n      - segment: {parts[1]}"
            condition, needed = f"{parts[0]} and not {parts[1]}", {}
        found[name] = (rule, condition, needed)
    return found


def by_hand(found: dict) -> str:
    """Return one query with a column for each segment."""
    aggregates = {name: aggregate for _, _, needed in found.values() for name, aggregate in needed.items()}
    levels = [
        {name for name, _ in found.items() if int(name[1:]) % 3 < 2},
        {name for name in found if int(name[1:]) % 3 == 2},
    ]
    columns = [", ".join(f"coalesce({found[name][1]}, false) as {name}" for name in sorted(level)) for level in levels]
    return (
        f"with m as (select profile_id, {', '.join(f'{a} as {name}' for name, a in aggregates.items())}"
        " from profile.profile_events group by profile_id),"
        f" a as (select profile_id, general_consent, {columns[0]}"
        " from marts.customer_profiles left join m using (profile_id))"
        f" select *{', ' + columns[1] if columns[1] else ''} from a where general_consent != 'out'"
    )


def generate(database: Path, profiles: int, events: int) -> None:
    """Write what audiences are evaluated over."""
    with duckdb.connect(str(database)) as connection:
        connection.execute("set preserve_insertion_order = false; set threads = 2; set memory_limit = '8GB'")
        for schema in ("marts", "profile", "input", "identity", "insights"):
            connection.execute(f"create schema {schema}")
        sizes = {"profiles": profiles, "events": events}
        connection.execute(PROFILES.format(**sizes))
        connection.execute(EVENTS.format(**sizes, types=EVENT_TYPES, type_count=len(EVENT_TYPES), as_of=AS_OF))
        for statement in OTHERS:
            connection.execute(statement)


def dbt(project: Path, database: Path, *arguments: str) -> tuple[float, float, dict[str, float]]:
    """Run dbt; return seconds of wall clock, peak memory in GB, and seconds of each node."""
    environment = os.environ | {"DUCKDB_PATH": str(database), "DBT_PROFILES_DIR": str(project)}
    environment |= {"DUCKDB_KEEP_OPEN": "true", "DUCKDB_MEMORY_LIMIT": environment.get("DUCKDB_MEMORY_LIMIT", "3GB")}
    command = [str(Path(sys.executable).parent / "dbt"), "--quiet", *arguments, "--vars", json.dumps(DECLARED)]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=project, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"dbt {arguments[0]} failed")
    seconds, memory = time.perf_counter() - start, usage.ru_maxrss / 2**20
    if arguments[0] != "run":
        return seconds, memory, {}
    results = json.loads((project / "target" / "run_results.json").read_text())["results"]
    return seconds, memory, {r["unique_id"].rsplit(".", 1)[1]: r["execution_time"] for r in results}


def estimate_seconds(project: Path, database: Path, segments: list[str]) -> list[float]:
    """Return for each segment the seconds of the slowest query of its estimate."""
    os.environ |= {"DUCKDB_PATH": str(database), "DBT_PROFILES_DIR": str(project)}
    options = ["--vars", json.dumps(DECLARED), "--project-dir", str(project), "--quiet", "--no-print"]
    manifest = dbtRunner().invoke(["parse", *options]).result
    slowest = []
    for segment in segments:
        taken: list[float] = []

        def listen(event: object, taken: list[float] = taken) -> None:
            if event.info.name == "SQLQueryStatus":
                taken.append(event.data.elapsed)

        runner = dbtRunner(manifest=manifest, callbacks=[listen])
        if not runner.invoke(["run-operation", "estimate", "--args", f"{{segment: {segment}}}", *options]).success:
            sys.exit(f"estimate of {segment} failed")
        slowest.append(max(taken))
    return slowest


def kept(database: Path, relations: dict[str, str]) -> int:
    """Return the bytes of a new file that holds nothing but these queries' rows."""
    path = database.with_name("kept.duckdb")
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"attach '{database}' as benchmark (read_only)")
        connection.execute("use benchmark")
        for name, query in relations.items():
            connection.execute(f"create table kept.main.{name} as {query}")
        connection.execute("checkpoint kept")
    return path.stat().st_size


def measure_year(project: Path, database: Path, profiles: int, days: int) -> None:
    """Evaluate day after day, a hundredth of the profiles changing each day; print what the memory takes."""
    os.environ |= {"DUCKDB_PATH": str(database), "DBT_PROFILES_DIR": str(project)}
    os.chdir(project)
    options = ["--vars", json.dumps(DECLARED), "--quiet"]
    manifest = dbtRunner().invoke(["parse", *options]).result
    memory = {
        "segment_history": "from membership.segment_history",
        "segment_sizes": "from membership.segment_sizes",
    }
    for day in range(days):
        with duckdb.connect(str(database)) as connection:
            connection.execute(f"update input.build_clock set as_of = timestamp '{AS_OF}' + interval {day} days")
            connection.execute(
                f"update marts.customer_profiles set points = hash(profile_id, {day}) % 1000,"
                f" churn_probability = (hash(profile_id, {day}, 1) % 10000) / 10000"
                f" where hash(profile_id, {day}, 2) % 100 = 0"
            )
        models = ["segment_evaluations", "segment_definitions", "segment_sizes", "segment_history"]
        command = ["run", "--select", *(models if day else ["segment_evaluations+"]), *options]
        result = dbtRunner(manifest=manifest).invoke(command)
        if not result.success:
            sys.exit(f"day {day} failed")
        if not day:
            one_day = kept(database, memory)
    changes = {"changes": f"from membership.segment_changes where changed_at > timestamp '{AS_OF}'"}
    year, changed = kept(database, memory), kept(database, changes)
    with duckdb.connect(str(database), read_only=True) as connection:
        ((count,),) = connection.execute(f"select count(*) from ({changes['changes']})").fetchall()
    print(
        f"{profiles:,} profiles, {days} days, {count:,} changes: memory {year / 1e6:.1f} MB;"
        f" of one day {one_day / 1e6:.1f} MB, changes as rows {changed / 1e6:.1f} MB;"
        f" ratio {year / (one_day + changed):.2f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--segments", type=int, default=100)
    parser.add_argument(
        "--days", type=int, default=0, help="evaluate on so many days instead, and say what the memory takes"
    )
    parser.add_argument("--rounds", type=int, default=3, help="of the hand-written query")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        project, database = Path(name) / "project", Path(name) / "benchmark.duckdb"
        ignored = shutil.ignore_patterns(".*", "target", "logs", "*.duckdb*", "data", "__pycache__")
        shutil.copytree(ROOT, project, ignore=ignored)
        # Nothing is sent; who is held back from it is drawn.
        draws = (project / "models" / "activation" / "control_group_draws.sql").read_text()
        for folder in ("activation", "segments"):
            shutil.rmtree(project / "models" / folder)
            (project / "models" / folder).mkdir()
        (project / "models" / "activation" / "control_group_draws.sql").write_text(draws)
        found = segments(arguments.segments)
        for segment, (rule, _, _) in found.items():
            text = "{% call segment() %}\n" + rule + "\n{% endcall %}\n"
            (project / "models" / "segments" / f"{segment}.sql").write_text(text)
        # A process begins with the peak of the one that starts it: ours has to stay small.
        generation = multiprocessing.get_context("spawn").Process(
            target=generate, args=(database, arguments.profiles, arguments.events)
        )
        generation.start()
        generation.join()
        if arguments.days:
            measure_year(project, database, arguments.profiles, arguments.days)
            return
        parse, _, _ = dbt(project, database, "parse")
        seconds, memory, nodes = dbt(project, database, "run", "--select", "segment_evaluations+")
        views = sum(taken for node, taken in nodes.items() if node in found)
        size = f"{len(found):,} segments, {arguments.profiles:,} profiles, {arguments.events:,} events"
        print(f"{size}: parse {parse:.1f} s")
        own = {node: taken for node, taken in nodes.items() if node not in found}
        print(f"run {seconds:.1f} s of wall clock, {memory:.1f} GB; views {views:.1f} s; {json.dumps(own)}")
        with duckdb.connect(str(database)) as connection:
            stored = connection.execute(
                "select rowid, * from membership.segment_history order by rowid limit 1000"
            ).fetchall()
        seconds, _, again = dbt(project, database, "run", "--select", "segment_evaluations+")
        own = {node: taken for node, taken in again.items() if node not in found}
        print(f"again {seconds:.1f} s; {json.dumps(own)}")
        asking_events = [segment for segment, (_, _, needed) in found.items() if needed][:10]
        estimated = estimate_seconds(project, database, asking_events)
        print(
            f"estimates of {len(estimated)} segments that ask about events, all profiles read: query"
            f" median {statistics.median(estimated):.2f} s, most {max(estimated):.2f} s"
        )
        taken = []
        with duckdb.connect(str(database)) as connection:
            assert (
                stored
                == connection.execute(
                    "select rowid, * from membership.segment_history order by rowid limit 1000"
                ).fetchall()
            ), "the second evaluation wrote"
            connection.execute("set preserve_insertion_order = false; set threads = 2; set memory_limit = '3GB'")
            for _ in range(arguments.rounds):
                start = time.perf_counter()
                connection.execute(f"create or replace table main.by_hand as {by_hand(found)}")
                taken.append(time.perf_counter() - start)
            counts = ", ".join(f"count(case when {segment} then 1 end)" for segment in found)
            hand = sum(connection.execute(f"select {counts} from main.by_hand").fetchone())
            ((ours,),) = connection.execute("select sum(member_count) from membership.segment_definitions").fetchall()
        print(f"by hand {statistics.median(taken):.1f} s; members {hand:,} by hand, {int(ours):,} by dbt")
        print(f"ratio {nodes['segment_evaluations'] / statistics.median(taken):.2f} (evaluation alone)")


if __name__ == "__main__":
    main()
