import pyarrow as pa

from profile_enrichment.batches import batches_of
from profile_enrichment.lifetime_value import SCORES, score_champions


def model(dbt, session):
    features = dbt.ref("ftr_lifetime_values").filter("role = 'scoring'")
    champions = dbt.ref("model_versions").filter("role = 'champion'")
    horizons = dbt.ref("declared_horizons")
    batches = score_champions(
        champions=champions.join(horizons, "insight")
        .select("insight, horizon_days, version, reference_quantiles, estimator")
        .df(),
        shortest_horizon=horizons.aggregate("min(horizon_days)").fetchone()[0],
        rows_to_score=lambda insight: batches_of(features.filter(f"insight = '{insight}'")),
    )
    return pa.RecordBatchReader.from_batches(SCORES, batches)
