with

int_identities as (

    select * from {{ ref('int_identities') }}

),

int_identity_set_members as (

    select * from {{ ref('int_identity_set_members') }}

),

int_identity_set_sightings as (

    select * from {{ ref('int_identity_set_sightings') }}

),

dropped as (

    select *
    from int_identities
    where drop_code is not null

),

final as (

    select
        dropped.namespace,
        dropped.identity_value,
        dropped.drop_code as code,
        case dropped.drop_code
            when 'incomplete' then 'the identity lacks a namespace or an id'
            when
                'type_never_links'
                then 'the namespace is of type partner or non_people, which never links'
            when 'too_long' then 'the value is longer than the namespace allows'
            when 'pattern_mismatch' then 'the value does not match the pattern of the namespace'
            when 'blocked' then 'the value is on the block list: ' || dropped.blocked_reason
        end as explanation,
        cast(sum(int_identity_set_sightings.observation_count) as bigint) as row_count
    from dropped
    inner join int_identity_set_members
        on
            dropped.namespace = int_identity_set_members.namespace
            and dropped.identity_value = int_identity_set_members.identity_value
    inner join int_identity_set_sightings
        on int_identity_set_members.identity_set_id = int_identity_set_sightings.identity_set_id
    group by
        dropped.namespace,
        dropped.identity_value,
        dropped.drop_code,
        dropped.blocked_reason

)

select * from final
