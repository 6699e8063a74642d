with

int_identity_set_identities as (

    select * from {{ ref('int_identity_set_identities') }}

),

int_identity_set_sightings as (

    select * from {{ ref('int_identity_set_sightings') }}

),

final as (

    select
        int_identity_set_identities.identity_id,
        int_identity_set_sightings.snapshot_number,
        min(int_identity_set_sightings.first_seen_at) as first_seen_at,
        max(int_identity_set_sightings.last_seen_at) as last_seen_at,
        min(int_identity_set_sightings.first_ingested_at) as first_ingested_at
    from int_identity_set_identities
    inner join int_identity_set_sightings
        on int_identity_set_identities.identity_set_id = int_identity_set_sightings.identity_set_id
    group by
        int_identity_set_identities.identity_id,
        int_identity_set_sightings.snapshot_number

)

select * from final
