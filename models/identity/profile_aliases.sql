with

int_identities as (

    select * from {{ ref('int_identities') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

final as (

    select
        int_identities.own_profile_id as former_profile_id,
        identity_map.profile_id
    from int_identities
    inner join identity_map
        on int_identities.identity_id = identity_map.identity_id
    where int_identities.own_profile_id != identity_map.profile_id

)

select * from final
