from profile_enrichment.batches import sample
from profile_enrichment.model_registry import VERSIONS, grow
from profile_enrichment.monitoring import MOST_TO_DRIFT
from profile_enrichment.propensity import BASELINE_FEATURES, FEATURES, has_drifted, version_of
from profile_enrichment.state import previous_rows


def model(dbt, session):
    labelled = dbt.ref("ftr_labelled_propensities")
    to_score = dbt.ref("ftr_propensities").filter("role = 'scoring'")
    wanted = dbt.ref("int_trainable_predictions").join(dbt.ref("declared_training"), "insight")
    clock = dbt.ref("build_clock").df()
    rules = dbt.ref("int_identity_rules").df()
    return grow(
        known=previous_rows(session, dbt.this, VERSIONS),
        as_of=clock["as_of"].iloc[0],
        input_name=clock["input_name"].iloc[0],
        identity_rules=rules["rules_digest"].iloc[0],
        wanted=wanted.order("insight").df(),
        rows_of=lambda insight: labelled.filter(f"insight = '{insight}'").df(),
        columns=[*dict.fromkeys([*FEATURES, *BASELINE_FEATURES]), "has_outcome", "person_id"],
        version_of=lambda rows, insight, champion: version_of(rows, champion),
        has_drifted=lambda newest, insight: has_drifted(
            newest, sample(to_score.filter(f"insight = '{insight}'"), MOST_TO_DRIFT)
        ),
    )
