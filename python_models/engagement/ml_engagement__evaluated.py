from profile_enrichment.engagement import evaluate


def model(dbt, session):
    return evaluate(dbt.ref("ftr_engagement_outcomes").df())
