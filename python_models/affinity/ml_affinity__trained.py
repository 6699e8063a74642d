from profile_enrichment.affinity import HISTORY, OUTCOME, version_of
from profile_enrichment.model_registry import VERSIONS, grow
from profile_enrichment.state import previous_rows


def model(dbt, session):
    labelled = dbt.ref("ftr_labelled_affinities").filter("role != 'scoring'")
    clock = dbt.ref("build_clock").df()
    rules = dbt.ref("int_identity_rules").df()
    wanted = dbt.ref("int_trainable_affinities").join(dbt.ref("declared_training"), "insight").order("insight").df()
    max_items = dict(zip(wanted["insight"], wanted["max_items"], strict=True))
    return grow(
        known=previous_rows(session, dbt.this, VERSIONS),
        as_of=clock["as_of"].iloc[0],
        input_name=clock["input_name"].iloc[0],
        identity_rules=rules["rules_digest"].iloc[0],
        wanted=wanted,
        rows_of=lambda insight: labelled.filter(f"insight = '{insight}'").project("* exclude (insight, role)").df(),
        columns=[*HISTORY, OUTCOME, "person_id"],
        version_of=lambda rows, insight, champion: version_of(rows, int(max_items[insight]), champion),
    )
