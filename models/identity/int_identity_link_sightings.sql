{# Identities that one row holds are linked pairwise, unless the row speaks of two people. #}
with

int_identity_set_identities as (

    select * from {{ ref('int_identity_set_identities') }}

),

int_identity_set_sightings as (

    select * from {{ ref('int_identity_set_sightings') }}

),

int_unlinked_identity_sets as (

    select * from {{ ref('int_unlinked_identity_sets') }}

),

pairs as (

    select
        int_identity_set_identities.identity_set_id,
        int_identity_set_identities.identity_id as left_identity_id,
        right_identities.identity_id as right_identity_id,
        int_unlinked_identity_sets.identity_set_id is null as is_linking
    from int_identity_set_identities
    inner join int_identity_set_identities as right_identities
        on
            int_identity_set_identities.identity_set_id = right_identities.identity_set_id
            and int_identity_set_identities.identity_id < right_identities.identity_id
    left join int_unlinked_identity_sets
        on
            int_identity_set_identities.identity_set_id = int_unlinked_identity_sets.identity_set_id
    where int_unlinked_identity_sets.code is distinct from 'too_many_identities'

),

final as (

    select
        pairs.left_identity_id,
        pairs.right_identity_id,
        int_identity_set_sightings.dataset,
        int_identity_set_sightings.snapshot_number,
        pairs.is_linking,
        min(int_identity_set_sightings.first_seen_at) as first_seen_at,
        max(int_identity_set_sightings.last_seen_at) as last_seen_at,
        max_by(
            pairs.identity_set_id,
            (int_identity_set_sightings.last_seen_at, pairs.identity_set_id)
        ) as last_identity_set_id,
        cast(sum(int_identity_set_sightings.observation_count) as bigint) as observation_count
    from pairs
    inner join int_identity_set_sightings
        on pairs.identity_set_id = int_identity_set_sightings.identity_set_id
    group by
        pairs.left_identity_id,
        pairs.right_identity_id,
        int_identity_set_sightings.dataset,
        int_identity_set_sightings.snapshot_number,
        pairs.is_linking

)

select * from final
