import pandas as pd

from profile_enrichment.batches import sample
from profile_enrichment.monitoring import FOLLOWED, MOST_FOLLOWED, follow
from profile_enrichment.state import previous_rows


def model(dbt, session):
    of_events = dbt.ref("ml_propensity__scored").set_alias("scored")
    predictions = dbt.ref("declared_predictions").set_alias("declared")
    of_orders = dbt.ref("ml_lifetime_value__scored").set_alias("scored")
    horizons = dbt.ref("declared_horizons").set_alias("declared")
    clock = dbt.ref("build_clock").df()
    person = "scored.insight, version, profile_id, percentile"
    scores = [
        of_events.join(predictions, "scored.insight = declared.insight").project(
            f"{person}, probability as forecast, outcome as measure, outcome_event as event_type, window_days"
        ),
        of_orders.join(horizons, "scored.insight = declared.insight").project(
            f"{person}, value as forecast, if(net_of_refunds, 'net_value', 'value') as measure,"
            " 'purchase' as event_type, horizon_days as window_days"
        ),
        of_orders.join(horizons, "scored.insight = 'expected_orders_' || declared.horizon_days || 'd'").project(
            f"{person}, value as forecast, 'orders' as measure, 'purchase' as event_type, horizon_days as window_days"
        ),
    ]
    # follow takes no more of each insight: nothing else is read into memory.
    taken = [
        sample(relation.filter(f"insight = '{insight}'"), MOST_FOLLOWED)
        for relation in scores
        for (insight,) in relation.aggregate("insight").fetchall()
    ]
    return follow(
        known=previous_rows(session, dbt.this, FOLLOWED),
        scores=pd.concat([scores[0].limit(0).df(), *taken], ignore_index=True),
        as_of=clock["as_of"].iloc[0],
    )
