with

int_identity_set_identities as (

    select * from {{ ref('int_identity_set_identities') }}

),

int_identity_set_sightings as (

    select * from {{ ref('int_identity_set_sightings') }}

),

pairs as (

    select
        int_identity_set_identities.identity_set_id,
        int_identity_set_identities.identity_id as left_identity_id,
        right_identities.identity_id as right_identity_id
    from int_identity_set_identities
    inner join int_identity_set_identities as right_identities
        on
            int_identity_set_identities.identity_set_id = right_identities.identity_set_id
            and int_identity_set_identities.identity_id < right_identities.identity_id

),

final as (

    select
        pairs.left_identity_id,
        pairs.right_identity_id,
        min(int_identity_set_sightings.snapshot_number) as first_snapshot,
        min(int_identity_set_sightings.first_seen_at) as first_seen_at,
        max(int_identity_set_sightings.last_seen_at) as last_seen_at,
        cast(sum(int_identity_set_sightings.observation_count) as bigint) as observation_count
    from pairs
    inner join int_identity_set_sightings
        on pairs.identity_set_id = int_identity_set_sightings.identity_set_id
    group by
        pairs.left_identity_id,
        pairs.right_identity_id

)

select * from final
