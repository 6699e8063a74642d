with

int_identity_sets as (

    select * from {{ ref('int_identity_sets') }}

),

int_identity_set_members as (

    select * from {{ ref('int_identity_set_members') }}

),

usable_sets as (

    select distinct identity_set_id
    from int_identity_set_members
    where drop_code is null

),

final as (

    select
        int_identity_sets.identity_set_id,
        int_identity_sets.identities,
        usable_sets.identity_set_id is not null as has_usable_identity
    from int_identity_sets
    left join usable_sets
        on int_identity_sets.identity_set_id = usable_sets.identity_set_id

)

select * from final
