{#
    Events leave when they are older, today, than their dataset keeps them: of a labelled cut in the past they leave
    sooner before it than they do before `as_of`, and counts that models learn from are lower than those that they score.
    Features of predictions look back so far as their declaration says, others a year.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
with

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

int_expired_events as (

    select * from {{ ref('int_expired_events') }}

),

cuts as (

    select * from {{ ref('cuts') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

expired as (

    select distinct dataset
    from int_expired_events

),

looked_at as (

    select
        max(cuts.days_before_as_of + coalesce(declared_predictions.reach_days, 365))
            as looked_at_days
    from cuts
    left join declared_predictions
        on cuts.insight = declared_predictions.insight
    where cuts.role != 'scoring'

),

final as (

    select
        int_datasets.dataset,
        'events of ' || int_datasets.dataset || ' are kept for ' || int_datasets.expire_after_days
        || ' days, and the cuts that models learn from look at ' || looked_at.looked_at_days
        || ' days: older cuts see fewer of these events than scoring does. Keep them for longer, '
        || 'learn from fewer cuts (max_labelled_cuts), or label the dataset {{ no_data_science() }}'
            as explanation
    from int_datasets
    inner join expired
        on int_datasets.dataset = expired.dataset
    cross join looked_at
    where
        int_datasets.expire_after_days < looked_at.looked_at_days
        and not {{ forbids_data_science('int_datasets.usage_labels') }}

)

select * from final
