from profile_enrichment.merge_policies import merge_rules
from profile_enrichment.settings import load_settings, settings_folders


def model(dbt, session):
    folders = settings_folders(dbt.config.meta_get("input_dir"), dbt.config.meta_get("settings_dir"))
    policies = load_settings(session, "merge_policies", dbt.ref("merge_policies"), folders)
    datasets = dbt.ref("int_datasets").filter("class = 'record'").select("dataset").fetchall()
    # dbt hands over a setting only where it stands alone, not inside an expression.
    attributes = dbt.config.meta_get("profile_attributes")
    return merge_rules(
        policies,
        policy=dbt.config.meta_get("merge_policy"),
        attributes=list(attributes or {}),
        datasets=[dataset for (dataset,) in datasets],
    )
