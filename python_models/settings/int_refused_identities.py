from profile_enrichment.identity_rules import refused_identities


def model(dbt, session):
    namespaces = dbt.ref("int_identity_namespaces").filter("pattern is not null").order("namespace")
    blocked = dbt.ref("int_blocked_identities").order("reason, namespace, pattern")
    return refused_identities(
        members=dbt.ref("int_identity_set_members"),
        namespace_patterns=namespaces.select("namespace, pattern").fetchall(),
        blocked=blocked.select("namespace, pattern, reason").fetchall(),
    )
