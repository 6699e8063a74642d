with

int_identity_set_members as (

    select * from {{ ref('int_identity_set_members') }}

),

int_identity_set_sightings as (

    select * from {{ ref('int_identity_set_sightings') }}

),

final as (

    select
        coalesce(int_identity_set_members.namespace, '') as namespace,
        coalesce(int_identity_set_members.submitted_value, '') as submitted_value,
        int_identity_set_members.drop_code as code,
        case int_identity_set_members.drop_code
            when 'incomplete' then 'the identity lacks a namespace or an id'
            when
                'type_never_links'
                then 'the namespace is of type partner or non_people, which never links'
            when 'too_long' then 'the value is longer than the namespace allows'
            when 'pattern_mismatch' then 'the value does not match the pattern of the namespace'
            when
                'blocked'
                then 'the value is on the block list: ' || int_identity_set_members.blocked_reason
        end as explanation,
        cast(sum(int_identity_set_sightings.observation_count) as bigint) as row_count
    from int_identity_set_members
    inner join int_identity_set_sightings
        on int_identity_set_members.identity_set_id = int_identity_set_sightings.identity_set_id
    where int_identity_set_members.drop_code is not null
    group by
        coalesce(int_identity_set_members.namespace, ''),
        coalesce(int_identity_set_members.submitted_value, ''),
        int_identity_set_members.drop_code,
        int_identity_set_members.blocked_reason

)

select * from final
