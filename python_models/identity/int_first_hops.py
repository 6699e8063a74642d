import pandas as pd

from profile_enrichment.identity_graphs import first_hops


def model(dbt, session):
    links = dbt.ref("int_disputed_links").df()
    parted = dbt.ref("int_removed_links").filter("left_exclusive_id is not null")
    left, right = (
        parted.select(f"is_denial, {side}_identity_id as from_identity_id, {side}_exclusive_id as to_identity_id")
        for side in ("left", "right")
    )
    paths = left.union(right).df()
    return pd.concat(
        first_hops(links[links["is_denial"] == kind], paths[paths["is_denial"] == kind]).assign(is_denial=kind)
        for kind in (False, True)
    )
