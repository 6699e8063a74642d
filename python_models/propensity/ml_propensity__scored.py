import pyarrow as pa

from profile_enrichment.batches import batches_of
from profile_enrichment.propensity import SCORES, score_champions


def model(dbt, session):
    labelled = dbt.ref("ftr_labelled_propensities")
    features = dbt.ref("ftr_propensities").filter("role = 'scoring'")
    champions = dbt.ref("model_versions").filter("role = 'champion'")
    declared = dbt.ref("declared_predictions").set_alias("declared")
    batches = score_champions(
        champions=champions.set_alias("champions")
        .join(declared, "champions.insight = declared.insight")
        .select(
            "champions.insight, version, trained_at, reference_quantiles, estimator,"
            "outcome_in_words, window_days, lookback_days, long_days, reach_days, other_days"
        )
        .order("insight")
        .df(),
        rows_to_score=lambda insight: batches_of(features.filter(f"insight = '{insight}'")),
        labelled_since=lambda insight, moment: labelled.filter(
            f"insight = '{insight}' and cut_at >= timestamp '{moment}'"
        ).df(),
    )
    return pa.RecordBatchReader.from_batches(SCORES, batches)
