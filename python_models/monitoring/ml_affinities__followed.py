import pandas as pd

from profile_enrichment.monitoring import FOLLOWED_AFFINITIES, MOST_FOLLOWED, follow
from profile_enrichment.state import previous_rows


def model(dbt, session):
    scored = dbt.ref("ml_affinity__scored").set_alias("scored")
    affinities = dbt.ref("declared_affinities").set_alias("declared")
    clock = dbt.ref("build_clock").df()
    percentile = "ceil(100 * cume_dist() over (partition by scored.insight order by affinity))::bigint as percentile"
    scores = scored.join(affinities, "scored.insight = declared.insight").project(
        f"scored.insight, version, profile_id, item, affinity as forecast, {percentile}, window_days"
    )
    # As in ml_scores__followed; a person has many items.
    taken = [
        scores.filter(f"insight = '{insight}'").order("profile_id, item").limit(MOST_FOLLOWED).df()
        for (insight,) in affinities.project("insight").fetchall()
    ]
    return follow(
        known=previous_rows(session, dbt.this, FOLLOWED_AFFINITIES),
        scores=pd.concat([scores.limit(0).df(), *taken], ignore_index=True),
        as_of=clock["as_of"].iloc[0],
    )
