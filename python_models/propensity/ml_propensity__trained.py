from profile_enrichment.model_registry import train_missing


def model(dbt, session):
    labelled = dbt.ref("ftr_labelled_propensities")
    known = session.query(f"select * from {dbt.this}").df() if dbt.is_incremental else None
    return train_missing(
        wanted=dbt.ref("int_trainable_predictions").order("insight").df(),
        known=known,
        labelled_rows=lambda insight: labelled.filter(f"insight = '{insight}'").df(),
    )
