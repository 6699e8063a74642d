from profile_enrichment.settings import check_denied_links, load_settings, numbered


def model(dbt, session):
    denied = load_settings(session, "denied_links", dbt.ref("denied_links"), dbt.config.meta_get("input_dir"))
    check_denied_links(denied, dbt.ref("int_identity_namespaces").to_arrow_table())
    return numbered(denied, "denial_number")
