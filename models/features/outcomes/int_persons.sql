{# Who owns each identity as known at as_of. Labels follow the person; later records join none. #}
with

int_known_profiles as (

    select * from {{ ref('int_known_profiles') }}

),

final as (

    select distinct
        identity_id,
        profile_id as person_id
    from int_known_profiles
    where role = 'scoring'

)

select * from final
