from profile_enrichment.settings import check_namespaces, check_patterns, load_settings


def model(dbt, session):
    namespaces = load_settings(
        session, "identity_namespaces", dbt.ref("identity_namespaces"), dbt.config.meta_get("input_dir")
    )
    check_namespaces(namespaces)
    check_patterns(session, namespaces, "identity_namespaces")
    return namespaces
