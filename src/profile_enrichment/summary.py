"""Say on one screen what a build made: ``python -m profile_enrichment.summary``."""

import sys

import duckdb

from profile_enrichment.database import DEFAULT_PATH, DatabaseError, database_path, opened

ROWS = """
    select sum(submitted_count), sum(accepted_count), sum(rejected_count), sum(duplicate_count),
        sum(submitted_count - accepted_count - rejected_count - duplicate_count)
    from input.row_counts
"""
IDENTITY = """
    select (select count(*) from identity.identity_map), (select count(*) from identity.identity_links),
        (select count(*) from identity.identity_graphs), (select count(*) from profile.expired_profiles)
"""
SCORES = """
    with judged as (
        select *
        from insights.model_evaluations
        where metric in ('auc', 'normalised_gini')
        qualify cut_at = max(cut_at) over (partition by version, insight)
    )

    select scores.insight, count(*) - count(scores.not_scored_reason), count(scores.not_scored_reason),
        case judged.metric when 'auc' then 'AUC' else 'Gini' end, judged.value, judged.baseline_name,
        judged.baseline_value
    from insights.insight_scores as scores
    left join judged
        on scores.model_version = judged.version and scores.insight = judged.insight
    group by all
    order by scores.insight
"""
AFFINITIES = """
    with judged as (
        select *
        from insights.model_evaluations
        where metric = 'ndcg_10'
        qualify cut_at = max(cut_at) over (partition by version)
    )

    select readiness.insight, count(distinct affinities.profile_id), judged.value, judged.baseline_name,
        judged.baseline_value, readiness.not_trained_reason
    from insights.affinity_readiness as readiness
    left join insights.int_affinities as affinities on readiness.insight = affinities.insight
    left join judged on affinities.model_version = judged.version
    group by all
    order by readiness.insight
"""
CLUSTERS = """
    select cluster_name, count(*) as member_count
    from insights.audience_clusters
    where cluster_id is not null
    group by all
    order by member_count desc, cluster_name
"""
UNSCORED = """
    select not_scored_reason, count(*) as score_count
    from insights.insight_scores
    where not_scored_reason is not null
    group by all
    order by score_count desc, not_scored_reason
    limit 3
"""
SEGMENTS = "select segment, member_count from membership.segment_definitions order by segment"
QUERIES = (
    "select * from segments.{segment};",
    "select * from marts.customer_profiles where last_seen_at is not null order by last_seen_at desc limit 5;",
    "select code, explanation, raw_row from input.rejected_rows limit 5;",
)


def summary(connection: duckdb.DuckDBPyConnection, prompt: str) -> str:
    """Return what the built database holds, as text for a person; ``prompt`` is the command that opens it."""

    def rows(query: str) -> list[tuple]:
        return connection.execute(query).fetchall()

    lines = []
    submitted, accepted, rejected, duplicate, other = (int(value or 0) for value in rows(ROWS)[0])
    left_out = f", {other:,} outside as_known, as_of or expiry" if other else ""
    lines.append(
        f"rows        {submitted:,} in: {accepted:,} accepted, {rejected:,} rejected, {duplicate:,} duplicate{left_out}"
    )
    identities, links, profiles, expired = rows(IDENTITY)[0]
    left = f", {expired:,} of them expired" if expired else ""
    lines.append(f"identity    {identities:,} identities, {links:,} links, {profiles:,} profiles{left}")
    for insight, scored, unscored, metric, value, baseline_name, baseline in rows(SCORES):
        judged = f", {metric} {value:.3f} (baseline {baseline_name} {baseline:.3f})" if value is not None else ""
        lines.append(f"{insight:20} {scored:,} scored, {unscored:,} not{judged}")
    for insight, people, value, baseline_name, baseline, reason in rows(AFFINITIES):
        judged = f", NDCG at 10 {value:.3f} (baseline {baseline_name} {baseline:.3f})" if value is not None else ""
        lines.append(f"{insight:20} {people:,} people{judged}" + (f", {reason}" if reason and not people else ""))
    for reason, count in rows(UNSCORED):
        lines.append(f"                     {count:,} {reason}")
    for name, members in rows(CLUSTERS):
        lines.append(f"cluster     {members:>7,}  {name}")
    segments = rows(SEGMENTS)
    for segment, members in segments:
        lines.append(f"audience    {members:>7,}  {segment}")
    lines.append(f"\nTry, after `{prompt}`:")
    largest = max(segments, key=lambda row: row[1], default=("win_back", 0))[0]
    lines += [f"  {query.format(segment=largest)}" for query in QUERIES]
    return "\n".join(lines)


def main() -> None:
    """Print the summary of the database that DUCKDB_PATH names."""
    path = database_path()
    prompt = "make query" if str(path) == DEFAULT_PATH else f"DUCKDB_PATH={path} make query"
    try:
        with opened(path) as connection:
            text = summary(connection, prompt)
    except DatabaseError as error:
        sys.exit(str(error))
    except duckdb.CatalogException as error:
        sys.exit(f"'{path}' is not built to its end ({error}). Run `make build`.")
    print(f"\n{path}\n\n{text}")


if __name__ == "__main__":
    main()
