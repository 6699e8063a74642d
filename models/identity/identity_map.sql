with

int_identities as (

    select * from {{ ref('int_identities') }}

),

int_identity_names as (

    select * from {{ ref('int_identity_names') }}

),

int_identity_sightings as (

    select * from {{ ref('int_identity_sightings') }}

),

seen as (

    select
        identity_id,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from int_identity_sightings
    group by identity_id

),

present_names as (

    select *
    from int_identity_names
    where is_present

),

names as (

    select
        identity_id,
        own_profile_id as profile_id
    from int_identities

),

final as (

    select
        int_identities.namespace,
        int_identities.identity_value,
        names.profile_id,
        seen.first_seen_at,
        seen.last_seen_at,
        present_names.is_trimmed,
        int_identities.identity_id,
        present_names.name_identity_id
    from present_names
    inner join int_identities
        on present_names.identity_id = int_identities.identity_id
    inner join names
        on present_names.name_identity_id = names.identity_id
    inner join seen
        on present_names.identity_id = seen.identity_id

)

select * from final
