{# Who owns each identity as known at as_of. Labels follow the person; later records join none. #}
with

int_cut_profiles as (

    select * from {{ ref('int_cut_profiles') }}

),

final as (

    select distinct
        identity_id,
        profile_id as person_id
    from int_cut_profiles
    where role = 'scoring'

)

select * from final
