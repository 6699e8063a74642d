from profile_enrichment.identity_graphs import names_by_snapshot


def model(dbt, session):
    is_stitched = dbt.config.meta_get("identity_stitching") == "graph"
    links = dbt.ref("int_identity_link_sightings").filter(f"is_linking and {is_stitched}")
    identities = dbt.ref("int_identities")
    sightings = dbt.ref("int_identity_sightings")
    return names_by_snapshot(
        identities=identities.select("identity_id, priority, namespace_number, is_unique, trim_rank").df(),
        sightings=sightings.select("identity_id, snapshot_number, first_ingested_at, last_seen_at").df(),
        links=links.select(
            "left_identity_id, right_identity_id, snapshot_number, last_seen_at, last_identity_set_id as last_row"
        ).df(),
        exclusions=dbt.ref("int_exclusive_identities").select("identity_id, exclusion, is_denial").df(),
        snapshot_count=len(dbt.ref("int_snapshots").fetchall()),
        max_identities=dbt.config.meta_get("max_graph_identities"),
    )
