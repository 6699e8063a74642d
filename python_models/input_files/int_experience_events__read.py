from profile_enrichment.input_files import load_folder


def model(dbt, session):
    return load_folder(
        session,
        input_dir=dbt.config.meta_get("input_dir"),
        folder="experience_events",
        columns=dbt.config.meta_get("columns"),
        is_required=True,
    )
