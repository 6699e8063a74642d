with

int_identities as (

    select * from {{ ref('int_identities') }}

),

int_identity_set_members as (

    select * from {{ ref('int_identity_set_members') }}

),

int_profile_records__checked as (

    select * from {{ ref('int_profile_records__checked') }}

),

int_experience_events__checked as (

    select * from {{ ref('int_experience_events__checked') }}

),

dropped as (

    select *
    from int_identities
    where drop_code is not null

),

carried as (

    select distinct
        dropped.identity_id,
        int_identity_set_members.identity_set_id
    from dropped
    inner join int_identity_set_members
        on
            dropped.namespace = int_identity_set_members.namespace
            and dropped.identity_value = int_identity_set_members.identity_value

),

submitted as (

    {% for checked in ['int_profile_records__checked', 'int_experience_events__checked'] -%}
        select
            identity_set_id,
            row_status
        from {{ checked }}
        where row_status != 'not_yet_known'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

final as (

    select
        dropped.namespace,
        dropped.identity_value,
        dropped.drop_code as code,
        case dropped.drop_code
            when 'incomplete'
                then 'the identity lacks a namespace, or an id that is a text or a whole number'
            when
                'type_never_links'
                then 'the namespace is of type partner or non_people, which never links'
            when 'too_long' then 'the value is longer than the namespace allows'
            when 'holds_nul' then 'the value holds a NUL character'
            when 'pattern_mismatch' then 'the value does not match the pattern of the namespace'
            when 'blocked' then 'the value is on the block list: ' || dropped.blocked_reason
        end as explanation,
        dropped.own_profile_id as former_profile_id,
        cast(count(*) as bigint) as row_count,
        cast(count_if(submitted.row_status = 'rejected') as bigint) as rejected_row_count
    from dropped
    inner join carried
        on dropped.identity_id = carried.identity_id
    inner join submitted
        on carried.identity_set_id = submitted.identity_set_id
    group by
        dropped.namespace,
        dropped.identity_value,
        dropped.drop_code,
        dropped.blocked_reason,
        dropped.own_profile_id

)

select * from final
