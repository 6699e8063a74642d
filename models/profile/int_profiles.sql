{# The profiles that there are: one for every identity graph, but for those that have expired. #}
with

identity_graphs as (

    select * from {{ ref('identity_graphs') }}

),

expired_profiles as (

    select * from {{ ref('expired_profiles') }}

),

final as (

    select identity_graphs.profile_id
    from identity_graphs
    left join expired_profiles
        on identity_graphs.profile_id = expired_profiles.profile_id
    where expired_profiles.profile_id is null

)

select * from final
