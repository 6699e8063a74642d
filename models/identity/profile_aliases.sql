with

identity_map as (

    select * from {{ ref('identity_map') }}

),

final as (

    select
        own_profile_id as former_profile_id,
        profile_id
    from identity_map
    where own_profile_id != profile_id

)

select * from final
