{# When each identity array was seen, per dataset and snapshot that newly knows some of its rows. #}
with

int_identity_rows as (

    select * from {{ ref('int_identity_rows') }}

),

int_snapshots as (

    select * from {{ ref('int_snapshots') }}

),

final as (

    select
        int_identity_rows.identity_set_id,
        int_identity_rows.dataset,
        int_snapshots.snapshot_number,
        min(int_identity_rows.known_at) as first_seen_at,
        max(int_identity_rows.known_at) as last_seen_at,
        min(int_identity_rows.ingested_at) as first_ingested_at,
        cast(count(*) as bigint) as observation_count
    from int_identity_rows
    inner join int_snapshots
        on
            int_identity_rows.known_at >= int_snapshots.known_from
            and int_identity_rows.known_at < int_snapshots.known_until
    group by
        int_identity_rows.identity_set_id,
        int_identity_rows.dataset,
        int_snapshots.snapshot_number

)

select * from final
