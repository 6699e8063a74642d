import pyarrow as pa

from profile_enrichment.batches import batches_of, sample
from profile_enrichment.lifetime_value import MOST_ROWS, PURCHASES, SCORES, WINDOWS, score_champions


def model(dbt, session):
    judged_whole = dbt.ref("judged_horizons").filter("judged_days = horizon_days")
    labelled = (
        dbt.ref("ftr_labelled_lifetime_values").filter("role != 'scoring'").join(judged_whole, "insight", how="semi")
    )
    clock = dbt.ref("build_clock").df()
    features = dbt.ref("ftr_lifetime_values").filter("role = 'scoring'")
    champions = dbt.ref("model_versions").filter("role = 'champion'")

    def rows_to_score(insights):
        people = features.filter(f"insight = '{insights[0]}'").select("profile_id", "name_identity_id", *PURCHASES)
        for number, insight in enumerate(insights):
            columns = ", ".join(["profile_id", *(f"{name} as {name}_{number}" for name in WINDOWS)])
            windows = features.filter(f"insight = '{insight}'").project(columns).set_alias(f"windows_{number}")
            people = people.join(windows, "profile_id")
        return batches_of(people)

    batches = score_champions(
        champions=champions.join(dbt.ref("declared_horizons"), "insight")
        .select("insight, horizon_days, currency, version, reference_quantiles, estimator")
        .df(),
        as_of=clock["as_of"].iloc[0],
        buyers=lambda insight: sample(features.filter(f"insight = '{insight}'"), MOST_ROWS),
        rows_to_score=rows_to_score,
        labelled_between=lambda insight, since, until: (
            labelled.filter(f"insight = '{insight}'")
            .filter(f"cut_at between timestamp '{since}' and timestamp '{until}'")
            .df()
        ),
    )
    return pa.RecordBatchReader.from_batches(SCORES, batches)
