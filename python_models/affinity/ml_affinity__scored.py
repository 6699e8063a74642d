import pyarrow as pa

from profile_enrichment.affinity import SCORES, score_champions


def model(dbt, session):
    labelled = dbt.ref("ftr_labelled_affinities").filter("role != 'scoring'")
    features = dbt.ref("ftr_affinities").filter("role = 'scoring'")
    champions = dbt.ref("model_versions").filter("role = 'champion'")
    top_n = int(dbt.config.meta_get("top_n"))
    batches = score_champions(
        champions=champions.join(dbt.ref("declared_affinities"), "insight")
        .select("insight, version, trained_at, estimator, max_items, window_days")
        .order("insight")
        .df(),
        rows_to_score=lambda insight: (
            features.filter(f"insight = '{insight}'").project("* exclude (insight, role)").df()
        ),
        labelled_since=lambda insight, moment: (
            labelled.filter(f"insight = '{insight}' and cut_at >= timestamp '{moment}'")
            .project("* exclude (insight, role)")
            .df()
        ),
        top_n=top_n,
    )
    return pa.RecordBatchReader.from_batches(SCORES, batches)
