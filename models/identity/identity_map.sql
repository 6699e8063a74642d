with

int_identities as (

    select * from {{ ref('int_identities') }}

),

int_profile_names as (

    select * from {{ ref('int_profile_names') }}

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

final as (

    select
        int_identities.namespace,
        int_identities.identity_value,
        int_profile_names.profile_id,
        seen.first_seen_at,
        seen.last_seen_at,
        int_profile_names.is_trimmed,
        int_identities.identity_id,
        int_identities.own_profile_id
    from int_identities
    inner join int_profile_names
        on int_identities.identity_id = int_profile_names.identity_id
    inner join seen
        on int_identities.identity_id = seen.identity_id
    where int_profile_names.is_present

)

select * from final
