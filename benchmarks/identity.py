"""Time and memory of identity resolution over generated records: `make bench-identity`.

What is timed are the models from identity arrays as text to the public relations of the layer, each as dbt reports it.
The floor on the same records and machine is JSON to integer links in DuckDB, then scipy, and nothing else.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).parents[1]
RECORDS_PER_PERSON = 4
PUBLIC = ("identity_map", "identity_graphs", "identity_links", "profile_aliases", "dropped_identities", "unlinked_rows")
ENCODING_MODELS = (
    "int_identity_sets",
    "int_identity_set_members",
    "int_refused_identities",
    "int_identities",
    "int_identity_set_identities",
)

SETTINGS = {
    "datasets": "dataset,class,primary_namespace,is_profile_enabled,expire_after_days,merge_rank,usage_labels\n"
    "sightings,record,cookie_id,true,,1,\n",
    "identity_namespaces": "namespace,type,priority,is_unique,pattern,max_length,normalisation\n"
    "customer_id,cross_device,1,true,,64,trim\nemail,email,2,false,,254,lower\ncookie_id,cookie,3,false,,128,trim\n",
}

# One event long ago, so that cuts reach back over the whole year of the records.
EVENTS = (
    "event_id,dataset,event_type,event_at,ingested_at,identities\n"
    'e1,web,purchase,2020-01-01,2020-01-01,"[{""namespace"": ""customer_id"", ""id"": ""c0""}]"\n'
)

# Every record links the person's customer id with a cookie, and one in seven with an e-mail address, too: 1.3 links a
# record. Of the people, `rule_breaking_share` share a cookie with the next one.
RECORDS = """
    copy (
        with numbered as (
            select
                n,
                n // {per_person} as person,
                n % {per_person} as turn,
                hash(n) % 7 = 0 as has_three,
                hash(n // {per_person}, 'breaks') % 1000000 < {rule_breaking_share} * 1000000 as breaks
            from range({records}) as t (n)
        )

        select
            'sightings' as dataset,
            'r' || n as record_id,
            'upsert' as operation,
            '[{{"namespace": "customer_id", "id": "c' || person || '"}}, {{"namespace": "cookie_id", "id": "'
            || case
                when n < {one_component} then 'everywhere'
                when breaks and turn = 0 then 'k' || (person + 1) || '-1'
                else 'k' || person || '-' || turn
            end || '"}}'
            || case when has_three then ', {{"namespace": "email", "id": "p' || person || '@example.com"}}' else '' end
            || ']' as identities,
            timestamp '2025-01-01' + to_seconds(hash(n) % 31536000) as updated_at,
            updated_at as ingested_at
        from numbered
    ) to '{path}' (format parquet)
"""

FLOOR = """
    create table members as
    with arrays as (
        select row_number() over () as record, identities from read_parquet('{path}')
    ),
    parsed as (
        select record, unnest(from_json(identities, '[{{"namespace": "VARCHAR", "id": "VARCHAR"}}]')) as member
        from arrays
    )
    select record, dense_rank() over (order by member.namespace, member.id) - 1 as identity from parsed
"""
FLOOR_LINKS = """
    select distinct a.identity as left_identity, b.identity as right_identity
    from members as a inner join members as b on a.record = b.record and a.identity < b.identity
"""


def write_records(directory: Path, records: int, rule_breaking_share: float, one_component: int) -> None:
    """Write an input directory with so many records."""
    for folder in ("profile_records", "experience_events", "settings"):
        (directory / folder).mkdir(parents=True)
    path = directory / "profile_records" / "records.parquet"
    duckdb.execute(
        RECORDS.format(
            records=records,
            per_person=RECORDS_PER_PERSON,
            rule_breaking_share=rule_breaking_share,
            one_component=one_component,
            path=path,
        )
    )
    (directory / "experience_events" / "events.csv").write_text(EVENTS)
    for name, text in SETTINGS.items():
        (directory / "settings" / f"{name}.csv").write_text(text)


def floor(path: Path) -> float:
    """Return the seconds that encoding and search alone take."""
    with duckdb.connect() as connection:
        start = time.perf_counter()
        connection.execute(FLOOR.format(path=path))
        links = connection.execute(FLOOR_LINKS).fetchnumpy()
        left, right = links["left_identity"], links["right_identity"]
        size = int(max(left.max(), right.max())) + 1
        connected_components(coo_array((np.ones(len(left), bool), (left, right)), shape=(size, size)), directed=False)
        return time.perf_counter() - start


def build(directory: Path, variables: dict) -> tuple[dict[str, float], float]:
    """Build the identity layer; return seconds by model, and the seconds in which any of them ran."""
    dbt = [str(Path(sys.executable).parent / "dbt"), "--quiet", "build", "--exclude-resource-type", "test", "unit_test"]
    dbt += ["--select", *(f"+{relation}" for relation in PUBLIC)]
    dbt += ["--target-path", str(directory / "target"), "--log-path", str(directory / "logs")]
    dbt += ["--vars", json.dumps({"input_dir": str(directory)} | variables)]
    database = {"DUCKDB_PATH": str(directory / "benchmark.duckdb"), "DUCKDB_KEEP_OPEN": "true"}
    environment = os.environ | database | {"DBT_PROFILES_DIR": str(ROOT)}
    subprocess.run(dbt, cwd=ROOT, env=environment, check=True)
    results = json.loads((directory / "target" / "run_results.json").read_text())["results"]
    manifest = json.loads((directory / "target" / "manifest.json").read_text())["nodes"]
    timed, spans = {}, []
    for result in results:
        node = manifest[result["unique_id"]]
        if "/identity/" in node["original_file_path"] or node["name"] in ENCODING_MODELS:
            timed[node["name"]] = result["execution_time"]
            times = [
                datetime.fromisoformat(step[end]) for step in result["timing"] for end in ("started_at", "completed_at")
            ]
            spans.append((min(times).timestamp(), max(times).timestamp()))
    return timed, covered(spans)


def with_cuts(count: int) -> dict:
    """Variables under which the build asks for identity at so many moments of the year, beside the present."""
    churn = {"event": "purchase", "outcome": "absent", "window_days": 365 // (count + 1)}
    return {"predictions": {"churn": churn} if count else {}, "max_labelled_cuts": max(count, 1)}


def covered(spans: list[tuple[float, float]]) -> float:
    """Seconds in which at least one of the spans runs."""
    total, until = 0.0, 0.0
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, until))
        until = max(until, end)
    return total


def main() -> None:
    """Measure every size that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rule-breaking-share", type=float, default=0.0, help="of people, 0-1")
    parser.add_argument("--one-component", type=int, default=0, help="so many records share one cookie")
    parser.add_argument("--cuts", type=int, default=0, help="moments of the past at which identity is asked for, too")
    parser.add_argument("--models", action="store_true", help="list the seconds of every model")
    arguments = parser.parse_args()
    for records in arguments.records:
        directory = Path(tempfile.mkdtemp())
        try:
            write_records(directory, records, arguments.rule_breaking_share, arguments.one_component)
            lowest = floor(directory / "profile_records" / "records.parquet")
            timed, total = build(directory, with_cuts(arguments.cuts))
        finally:
            shutil.rmtree(directory)
        if arguments.models:
            for name, seconds in sorted(timed.items(), key=lambda item: -item[1]):
                print(f"    {seconds:8.2f} s  {name}")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
        print(f"{records:>12,} records: identity {total:.1f} s, floor {lowest:.1f} s, ratio {total / lowest:.2f},"
              f" peak memory of the build {peak:.1f} GB")  # fmt: skip


if __name__ == "__main__":
    main()
