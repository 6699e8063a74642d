from profile_enrichment.settings import check_namespaces, check_patterns, load_settings, settings_folders


def model(dbt, session):
    folders = settings_folders(dbt.config.meta_get("input_dir"), dbt.config.meta_get("settings_dir"))
    namespaces = load_settings(session, "identity_namespaces", dbt.ref("identity_namespaces"), folders)
    check_namespaces(namespaces)
    check_patterns(session, namespaces, "identity_namespaces")
    return namespaces
