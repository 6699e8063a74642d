{#
    When each identity array was seen: one row per array, dataset and snapshot that newly knows some of its rows. An event
    is known when it happens, a record when its source wrote it.
#}
with

experience_events as (

    select * from {{ ref('experience_events') }}

),

profile_records as (

    select * from {{ ref('profile_records') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

int_snapshots as (

    select * from {{ ref('int_snapshots') }}

),

disabled_datasets as (

    select dataset
    from int_datasets
    where not is_profile_enabled

),

observed as (

    select
        dataset,
        identity_set_id,
        event_at as known_at,
        ingested_at
    from experience_events
    union all
    select
        dataset,
        identity_set_id,
        coalesce(updated_at, ingested_at) as known_at,
        ingested_at
    from profile_records

),

final as (

    select
        observed.identity_set_id,
        observed.dataset,
        int_snapshots.snapshot_number,
        min(observed.known_at) as first_seen_at,
        max(observed.known_at) as last_seen_at,
        min(observed.ingested_at) as first_ingested_at,
        cast(count(*) as bigint) as observation_count
    from observed
    inner join int_snapshots
        on
            observed.known_at >= int_snapshots.known_from
            and observed.known_at < int_snapshots.known_until
    where observed.dataset not in (select disabled_datasets.dataset from disabled_datasets)
    group by
        observed.identity_set_id,
        observed.dataset,
        int_snapshots.snapshot_number

)

select * from final
