from profile_enrichment.identity_graphs import first_hops


def model(dbt, session):
    lost = dbt.ref("int_removed_links").filter("left_exclusive_id is not null")
    left, right = (
        lost.select(
            f"{side}_identity_id as from_identity_id, {side}_exclusive_id as to_identity_id,"
            f" {side}_graph_id as graph_id"
        )
        for side in ("left", "right")
    )
    paths = left.union(right)
    links = dbt.ref("int_identity_links").filter("is_linking and left_graph_id = right_graph_id")
    disputed = links.join(paths.set_alias("paths"), "left_graph_id = graph_id", how="semi")
    return first_hops(
        disputed.select("left_identity_id, right_identity_id").df(),
        paths.select("from_identity_id, to_identity_id").df(),
    )
