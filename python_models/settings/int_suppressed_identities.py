from profile_enrichment.settings import check_suppressed, load_settings, settings_folders


def model(dbt, session):
    folders = settings_folders(dbt.config.meta_get("input_dir"), dbt.config.meta_get("settings_dir"))
    suppressed = load_settings(session, "suppressed_identities", dbt.ref("suppressed_identities"), folders)
    check_suppressed(suppressed, dbt.ref("int_identity_namespaces").to_arrow_table())
    return suppressed
