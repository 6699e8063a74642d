{#
    Every identity that came in is judged once and numbered, so that who is who is found over integers. The numbers
    follow priority, namespace and value: the least one of a row owns it. A namespace that the settings do not list is a
    cookie of the lowest priority.
#}
with

int_identity_set_members as (

    select * from {{ ref('int_identity_set_members') }}

),

int_identity_namespaces as (

    select * from {{ ref('int_identity_namespaces') }}

),

int_refused_identities as (

    select * from {{ ref('int_refused_identities') }}

),

submitted as (

    select distinct
        namespace,
        identity_value
    from int_identity_set_members

),

submitted_namespaces as (

    select distinct namespace
    from submitted

),

namespaces as (

    select
        submitted_namespaces.namespace,
        row_number() over (order by submitted_namespaces.namespace) as namespace_number,
        int_identity_namespaces.namespace is not null as is_declared,
        coalesce(int_identity_namespaces.type, 'cookie') as namespace_type,
        coalesce(int_identity_namespaces.priority, {{ undeclared_priority() }}) as priority,
        coalesce(int_identity_namespaces.is_unique, false) as is_unique,
        int_identity_namespaces.max_length,
        coalesce(int_identity_namespaces.type, 'cookie') not in ('cookie', 'device') as is_personal,
        case coalesce(int_identity_namespaces.type, 'cookie')
            when 'cookie' then 1
            when 'device' then 2
            else 3
        end as trim_rank
    from submitted_namespaces
    left join int_identity_namespaces
        on submitted_namespaces.namespace = int_identity_namespaces.namespace

),

numbered as (

    select
        row_number() over (
            order by namespaces.priority, submitted.namespace, submitted.identity_value
        ) as identity_id,
        submitted.namespace,
        submitted.identity_value
    from submitted
    inner join namespaces
        on submitted.namespace = namespaces.namespace

),

judged as (

    select
        numbered.identity_id,
        numbered.namespace,
        numbered.identity_value,
        namespaces.namespace_number,
        namespaces.is_declared,
        namespaces.namespace_type,
        namespaces.is_personal,
        namespaces.priority,
        namespaces.is_unique,
        case when namespaces.is_unique then 4 else namespaces.trim_rank end as trim_rank,
        case
            when numbered.namespace = '' or numbered.identity_value = '' then 'incomplete'
            when contains(numbered.namespace || numbered.identity_value, chr(0)) then 'holds_nul'
            when namespaces.namespace_type in ('partner', 'non_people') then 'type_never_links'
            when length(numbered.identity_value) > namespaces.max_length then 'too_long'
            else int_refused_identities.code
        end as drop_code,
        int_refused_identities.reason as blocked_reason
    from numbered
    inner join namespaces
        on numbered.namespace = namespaces.namespace
    left join int_refused_identities
        on
            numbered.namespace = int_refused_identities.namespace
            and numbered.identity_value = int_refused_identities.identity_value

),

final as (

    select
        *,
        {{ profile_name('namespace', 'identity_value') }} as own_profile_id
    from judged

)

select * from final
