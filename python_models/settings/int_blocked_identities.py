from profile_enrichment.settings import check_blocked, check_patterns, load_settings, settings_folders


def model(dbt, session):
    folders = settings_folders(dbt.config.meta_get("input_dir"), dbt.config.meta_get("settings_dir"))
    own = dbt.ref("blocked_identities")
    blocked = load_settings(session, "blocked_identities", own, folders)
    defaults = [namespace for (namespace,) in own.select("namespace").fetchall()]
    check_blocked(blocked, dbt.ref("int_identity_namespaces").to_arrow_table(), defaults)
    check_patterns(session, blocked, "blocked_identities")
    return blocked
