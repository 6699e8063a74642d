from profile_enrichment.identity_graphs import refused_links


def model(dbt, session):
    identities = dbt.ref("int_identities")
    return refused_links(
        identities=identities.select("identity_id, priority, namespace_number, is_unique, trim_rank").df(),
        links=dbt.ref("int_disputed_links").df(),
        exclusions=dbt.ref("int_exclusive_identities").select("identity_id, exclusion, is_denial").df(),
    )
