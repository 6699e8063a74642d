from profile_enrichment.settings import check_datasets, load_settings, settings_folders


def model(dbt, session):
    folders = settings_folders(dbt.config.meta_get("input_dir"), dbt.config.meta_get("settings_dir"))
    datasets = load_settings(session, "datasets", dbt.ref("datasets"), folders)
    check_datasets(datasets, dbt.ref("int_identity_namespaces").to_arrow_table())
    return datasets
