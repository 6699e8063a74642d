from profile_enrichment.clusters import train


def model(dbt, session):
    return train(dbt.ref("ftr_clusters").filter("active_day_count > 0").df())
