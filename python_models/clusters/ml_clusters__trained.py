import pyarrow as pa

from profile_enrichment.clusters import EVALUATIONS, train


def model(dbt, session):
    tried = train(dbt.ref("ftr_clusters").filter("active_day_count > 0").df())
    return pa.Table.from_pandas(tried, schema=EVALUATIONS, preserve_index=False)
