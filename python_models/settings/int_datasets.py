from profile_enrichment.settings import check_datasets, load_settings


def model(dbt, session):
    datasets = load_settings(session, "datasets", dbt.ref("datasets"), dbt.config.meta_get("input_dir"))
    check_datasets(datasets, dbt.ref("int_identity_namespaces").to_arrow_table())
    return datasets
