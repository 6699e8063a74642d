from profile_enrichment.identity_bridges import bridge_links


def model(dbt, session):
    links = dbt.ref("int_identity_links").filter("is_kept").order("left_identity_id, right_identity_id")
    people = dbt.ref("int_identities").filter("is_personal").select("identity_id")
    return bridge_links(links.select("left_identity_id, right_identity_id").df(), people.df()["identity_id"].to_numpy())
