{# Accepted events older than their dataset keeps them. #}
with

int_experience_events__checked as (

    select * from {{ ref('int_experience_events__checked') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

final as (

    select
        int_experience_events__checked.dataset,
        int_experience_events__checked.event_id,
        int_experience_events__checked.event_type,
        int_experience_events__checked.event_at,
        int_experience_events__checked.ingested_at,
        int_experience_events__checked.identity_set_id
    from int_experience_events__checked
    inner join int_datasets
        on int_experience_events__checked.dataset = int_datasets.dataset
    cross join build_clock
    where
        int_experience_events__checked.row_status = 'accepted'
        and int_experience_events__checked.event_at
        + to_days(int_datasets.expire_after_days) <= build_clock.as_of

)

select * from final
