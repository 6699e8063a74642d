import pandas as pd

from profile_enrichment.batches import sample
from profile_enrichment.engagement import MOST_ROWS, evaluate


def model(dbt, session):
    outcomes = dbt.ref("ftr_engagement_outcomes")
    cuts = outcomes.aggregate("cut_at").fetchall()
    some = [sample(outcomes.filter(f"cut_at = timestamp '{cut_at}'"), MOST_ROWS) for (cut_at,) in cuts]
    return evaluate(pd.concat([outcomes.limit(0).df(), *some]))
