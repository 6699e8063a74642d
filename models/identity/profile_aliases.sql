{# An identity may have named its profile at some time; where it does not now, its name leads on. #}
with

identity_map as (

    select * from {{ ref('identity_map') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

final as (

    select
        int_identities.own_profile_id as former_profile_id,
        identity_map.profile_id
    from identity_map
    inner join int_identities
        on identity_map.identity_id = int_identities.identity_id
    where identity_map.identity_id != identity_map.name_identity_id

)

select * from final
