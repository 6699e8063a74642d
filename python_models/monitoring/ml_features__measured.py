import pandas as pd
import pyarrow as pa

from profile_enrichment import affinity, lifetime_value, propensity
from profile_enrichment.monitoring import measure


def model(dbt, session):
    propensities = dbt.ref("ftr_labelled_propensities")
    unlabelled = dbt.ref("ftr_propensities").filter("role = 'scoring'").project("*, null::boolean as has_outcome")
    values = dbt.ref("ftr_labelled_lifetime_values").project("*, future_order_count > 0 as has_order")
    in_part = dbt.ref("judged_horizons").filter("judged_days < horizon_days")
    # A pair without history is there because it came true: it has no features.
    pairs = dbt.ref("ftr_labelled_affinities").filter("item_days_long is not null")
    numbers_of_pairs = [name for name in affinity.HISTORY if name != "item"]

    def measured(relations, features, outcome):
        def rows_of(insight):
            columns = ", ".join(["role", outcome, *features])
            return pd.concat([each.filter(f"insight = '{insight}'").project(columns).df() for each in relations])

        insights = relations[0].project("insight").distinct().order("insight").fetchall()
        return measure([name for (name,) in insights], rows_of, features, outcome)

    return pa.concat_tables(
        [
            measured([propensities, unlabelled], propensity.FEATURES, "has_outcome"),
            measured([values.join(in_part, "insight", how="anti")], lifetime_value.HISTORY, "has_order"),
            measured([values.join(in_part, "insight", how="semi")], lifetime_value.PURCHASES, "has_order"),
            measured([pairs], numbers_of_pairs, "has_outcome"),
        ]
    )
