from profile_enrichment.settings import check_denied_links, load_settings, numbered, settings_folders


def model(dbt, session):
    folders = settings_folders(dbt.config.meta_get("input_dir"), dbt.config.meta_get("settings_dir"))
    denied = load_settings(session, "denied_links", dbt.ref("denied_links"), folders)
    check_denied_links(denied, dbt.ref("int_identity_namespaces").to_arrow_table())
    return numbered(denied, "denial_number")
