from profile_enrichment.propensity import score_champions


def model(dbt, session):
    features = dbt.ref("ftr_propensities").filter("role = 'scoring'")
    champions = dbt.ref("model_versions").filter("role = 'champion'")
    return score_champions(
        champions=champions.select("insight, version, reference_quantiles, estimator").order("insight").df(),
        rows_to_score=lambda insight: features.filter(f"insight = '{insight}'").df(),
    )
