import pyarrow as pa

from profile_enrichment.clusters import MEMBERS, assign
from profile_enrichment.state import previous_rows


def model(dbt, session):
    chosen = dbt.ref("ml_clusters__trained").filter("is_chosen").project("model").fetchone()
    return pa.Table.from_pandas(
        assign(
            people=dbt.ref("ftr_clusters").filter("active_day_count > 0").order("profile_id").df(),
            model=chosen and chosen[0],
            before=previous_rows(session, dbt.this, MEMBERS).to_pandas(),
        ),
        schema=MEMBERS,
        preserve_index=False,
    )
