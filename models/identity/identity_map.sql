with

int_identities as (

    select * from {{ ref('int_identities') }}

),

int_profile_names as (

    select * from {{ ref('int_profile_names') }}

),

final as (

    select
        int_identities.namespace,
        int_identities.identity_value,
        int_profile_names.profile_id,
        int_identities.first_seen_at,
        int_identities.last_seen_at,
        int_identities.identity_id
    from int_identities
    inner join int_profile_names
        on int_identities.identity_id = int_profile_names.identity_id
    where int_profile_names.is_present

)

select * from final
