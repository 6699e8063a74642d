from profile_enrichment.batches import sample
from profile_enrichment.lifetime_value import HISTORY, TARGETS, Horizon, has_drifted, version_of
from profile_enrichment.model_registry import VERSIONS, grow
from profile_enrichment.monitoring import MOST_TO_DRIFT
from profile_enrichment.state import previous_rows


def model(dbt, session):
    rows = dbt.ref("ftr_labelled_lifetime_values")
    to_score = rows.filter("role = 'scoring'")
    clock = dbt.ref("build_clock").df()
    rules = dbt.ref("int_identity_rules").df()
    wanted = dbt.ref("int_trainable_horizons").join(dbt.ref("declared_training"), "insight").order("insight").df()
    horizons = {row.insight: Horizon(row.horizon_days, row.judged_days) for row in wanted.itertuples()}
    return grow(
        known=previous_rows(session, dbt.this, VERSIONS),
        as_of=clock["as_of"].iloc[0],
        input_name=clock["input_name"].iloc[0],
        identity_rules=rules["rules_digest"].iloc[0],
        wanted=wanted,
        rows_of=lambda insight: rows.filter(f"insight = '{insight}'").df(),
        columns=[*HISTORY, *TARGETS.values(), "person_id"],
        version_of=lambda rows, insight, champion: version_of(rows, horizons[insight], champion),
        has_drifted=lambda newest, insight: has_drifted(
            newest, sample(to_score.filter(f"insight = '{insight}'"), MOST_TO_DRIFT)
        ),
    )
