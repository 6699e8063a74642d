from profile_enrichment.lifetime_value import score_champions


def model(dbt, session):
    features = dbt.ref("ftr_lifetime_values").filter("role = 'scoring'")
    champions = dbt.ref("model_versions").filter("role = 'champion'")
    horizons = dbt.ref("declared_horizons")
    return score_champions(
        champions=champions.join(horizons, "insight")
        .select("insight, horizon_days, version, reference_quantiles, estimator")
        .df(),
        shortest_horizon=horizons.aggregate("min(horizon_days)").fetchone()[0],
        rows_to_score=lambda insight: features.filter(f"insight = '{insight}'").df(),
    )
