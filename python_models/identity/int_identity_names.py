from profile_enrichment.identity_graphs import names_by_snapshot


def model(dbt, session):
    return names_by_snapshot(
        identities=dbt.ref("int_identities").select("identity_id, priority, is_unique").df(),
        sightings=dbt.ref("int_identity_sightings").df(),
        links=dbt.ref("int_identity_links").select("left_identity_id, right_identity_id, first_snapshot").df(),
        snapshot_count=len(dbt.ref("int_snapshots").fetchall()),
    )
