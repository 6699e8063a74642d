from profile_enrichment.settings import check_patterns, load_settings


def model(dbt, session):
    blocked = load_settings(
        session, "blocked_identities", dbt.ref("blocked_identities"), dbt.config.meta_get("input_dir")
    )
    check_patterns(session, blocked, "blocked_identities")
    return blocked
