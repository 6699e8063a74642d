{#
    Every identity that came in is in identity_map or here: refused for what it is, or held by no row that says who is who.
#}
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

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

int_identity_sightings as (

    select * from {{ ref('int_identity_sightings') }}

),

dropped as (

    select *
    from int_identities
    where identity_id not in (select int_identity_sightings.identity_id from int_identity_sightings)

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
            dataset,
            row_status
        from {{ checked }}
        where row_status != 'not_yet_known'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted as (

    select
        dropped.namespace,
        dropped.identity_value,
        dropped.drop_code,
        dropped.blocked_reason,
        dropped.own_profile_id as former_profile_id,
        bool_or(submitted.row_status = 'accepted' and int_datasets.is_profile_enabled is not false)
            as is_deleted,
        bool_or(submitted.row_status = 'accepted') as is_accepted,
        bool_or(submitted.row_status = 'duplicate') as is_duplicate,
        cast(count(*) as bigint) as row_count,
        cast(count_if(submitted.row_status = 'rejected') as bigint) as rejected_row_count
    from dropped
    inner join carried
        on dropped.identity_id = carried.identity_id
    inner join submitted
        on carried.identity_set_id = submitted.identity_set_id
    left join int_datasets
        on submitted.dataset = int_datasets.dataset
    group by
        dropped.namespace,
        dropped.identity_value,
        dropped.drop_code,
        dropped.blocked_reason,
        dropped.own_profile_id

),

judged as (

    select
        *,
        case
            when drop_code is not null then drop_code
            when is_deleted then 'deleted'
            when is_accepted then 'dataset_disabled'
            when is_duplicate then 'duplicate'
            when rejected_row_count > 0 then 'rejected'
            else 'after_as_of'
        end as code
    from counted

),

final as (

    select
        namespace,
        identity_value,
        code,
        case code
            when 'incomplete'
                then 'the identity lacks a namespace, or an id that is a text or a whole number'
            when
                'type_never_links'
                then 'the namespace is of type partner or non_people, which never links'
            when 'too_long' then 'the value is longer than the namespace allows'
            when 'holds_nul' then 'the value holds a NUL character'
            when 'pattern_mismatch' then 'the value does not match the pattern of the namespace'
            when 'blocked' then 'the value is on the block list: ' || blocked_reason
            when 'deleted' then 'no row in use holds it: it is that of a deleted record'
            when
                'dataset_disabled'
                then 'no row in use holds it: its dataset does not feed the profile'
            when 'duplicate' then 'no row in use holds it: its row is a copy of another'
            when 'rejected' then 'no row in use holds it: its row was rejected'
            when 'after_as_of' then 'no row in use holds it: its row is later than as_of'
        end as explanation,
        former_profile_id,
        row_count,
        rejected_row_count
    from judged

)

select * from final
