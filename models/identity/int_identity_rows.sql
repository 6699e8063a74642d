{#
    Every row that speaks of who is who. An event is known when it happens, a record when its source wrote it. An event
    that has expired still says who is who, or names once given would be forgotten; a delete says nothing.
#}
{{ config(materialized='ephemeral') }}
with

experience_events as (

    select * from {{ ref('experience_events') }}

),

int_expired_events as (

    select * from {{ ref('int_expired_events') }}

),

profile_records as (

    select * from {{ ref('profile_records') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

observed as (

    {% for events in ['experience_events', 'int_expired_events'] -%}
        select
            dataset,
            event_id as row_id,
            identity_set_id,
            event_at as known_at,
            ingested_at
        from {{ events }}
        union all
    {% endfor -%}
    select
        dataset,
        record_id as row_id,
        identity_set_id,
        coalesce(updated_at, ingested_at) as known_at,
        ingested_at
    from profile_records
    where operation != 'delete'

),

disabled_datasets as (

    select dataset
    from int_datasets
    where not is_profile_enabled

),

final as (

    select *
    from observed
    where dataset not in (select disabled_datasets.dataset from disabled_datasets)

)

select * from final
