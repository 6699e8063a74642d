from profile_enrichment.settings import check_patterns, load_settings, settings_folders


def model(dbt, session):
    folders = settings_folders(dbt.config.meta_get("input_dir"), dbt.config.meta_get("settings_dir"))
    blocked = load_settings(session, "blocked_identities", dbt.ref("blocked_identities"), folders)
    check_patterns(session, blocked, "blocked_identities")
    return blocked
