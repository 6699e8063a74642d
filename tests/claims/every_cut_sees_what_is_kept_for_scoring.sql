{#
    Events leave when they are older, today, than their dataset keeps them: of a labelled cut in the past they leave
    sooner before it than they do before `as_of`, and counts that models learn from are lower than those that they score.
    Features look back a year.
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

expired as (

    select distinct dataset
    from int_expired_events

),

oldest as (

    select max(days_before_as_of) as oldest_cut_days
    from cuts

),

final as (

    select
        int_datasets.dataset,
        'events of ' || int_datasets.dataset || ' are kept for ' || int_datasets.expire_after_days
        || ' days, and models learn from cuts of up to ' || oldest.oldest_cut_days
        || ' days ago with fewer of them than they score: keep them for '
        || (oldest.oldest_cut_days + 365)
        || ' days, or label the dataset {{ no_data_science() }}' as explanation
    from int_datasets
    inner join expired
        on int_datasets.dataset = expired.dataset
    cross join oldest
    where
        oldest.oldest_cut_days > 0
        and int_datasets.expire_after_days < oldest.oldest_cut_days + 365
        and not contains(
            ' ' || coalesce(int_datasets.usage_labels, '') || ' ', ' {{ no_data_science() }} '
        )

)

select * from final
