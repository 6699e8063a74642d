import pandas as pd

from profile_enrichment.engagement import MOST_ROWS, evaluate


def model(dbt, session):
    outcomes = dbt.ref("ftr_engagement_outcomes")

    def some_of_cut(cut_at):
        # Ids are hashes: the first of them are a sample.
        return outcomes.filter(f"cut_at = timestamp '{cut_at}'").order("profile_id").limit(MOST_ROWS).df()

    some = [some_of_cut(cut_at) for (cut_at,) in outcomes.aggregate("cut_at").fetchall()]
    return evaluate(pd.concat([outcomes.limit(0).df(), *some]))
