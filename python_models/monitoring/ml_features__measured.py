import pandas as pd

from profile_enrichment import affinity, lifetime_value, propensity
from profile_enrichment.monitoring import measure


def model(dbt, session):
    propensities = dbt.ref("ftr_labelled_propensities")
    unlabelled = dbt.ref("ftr_propensities").filter("role = 'scoring'")
    values = dbt.ref("ftr_labelled_lifetime_values")
    # A pair without history is there because it came true: it has no features.
    pairs = dbt.ref("ftr_labelled_affinities").filter("item_days_long is not null")
    numbers_of_pairs = [name for name in affinity.HISTORY if name != "item"]

    def of(rows, insight):
        return rows.filter(f"insight = '{insight}'")

    return pd.concat(
        [
            measure(
                insights_of(propensities),
                lambda insight: pd.concat([of(propensities, insight).df(), of(unlabelled, insight).df()]),
                propensity.FEATURES,
                "has_outcome",
            ),
            measure(
                insights_of(values),
                lambda insight: of(values, insight).project("*, future_order_count > 0 as has_order").df(),
                lifetime_value.HISTORY,
                "has_order",
            ),
            measure(insights_of(pairs), lambda insight: of(pairs, insight).df(), numbers_of_pairs, "has_outcome"),
        ]
    )


def insights_of(rows) -> list[str]:
    return [name for (name,) in rows.project("insight").distinct().order("insight").fetchall()]
