import pyarrow as pa

from profile_enrichment.batches import batches_of
from profile_enrichment.lifetime_value import SCORES, score_champions


def model(dbt, session):
    judged_whole = dbt.ref("judged_horizons").filter("judged_days = horizon_days")
    labelled = (
        dbt.ref("ftr_labelled_lifetime_values").filter("role != 'scoring'").join(judged_whole, "insight", how="semi")
    )
    clock = dbt.ref("build_clock").df()
    features = dbt.ref("ftr_lifetime_values").filter("role = 'scoring'")
    champions = dbt.ref("model_versions").filter("role = 'champion'")
    horizons = dbt.ref("declared_horizons")
    batches = score_champions(
        champions=champions.join(horizons, "insight")
        .select("insight, horizon_days, currency, version, reference_quantiles, estimator")
        .df(),
        as_of=clock["as_of"].iloc[0],
        shortest_horizon=horizons.aggregate("min(horizon_days)").fetchone()[0],
        rows_to_score=lambda insight: batches_of(features.filter(f"insight = '{insight}'")),
        labelled_between=lambda insight, since, until: (
            labelled.filter(f"insight = '{insight}'")
            .filter(f"cut_at between timestamp '{since}' and timestamp '{until}'")
            .df()
        ),
    )
    return pa.RecordBatchReader.from_batches(SCORES, batches)
