with

int_identity_sets as (

    select * from {{ ref('int_identity_sets') }}

),

int_identity_namespaces as (

    select * from {{ ref('int_identity_namespaces') }}

),

int_blocked_identities as (

    select * from {{ ref('int_blocked_identities') }}

),

members as (

    {{ json_array_elements('int_identity_sets', 'identity_set_id', 'identities', 'member') }}

),

named as (

    select
        identity_set_id,
        {{ text_value(json_text('member', 'namespace')) }} as namespace,
        {{ json_id_text('member', 'id') }} as submitted_value,
        coalesce({{ json_text('member', 'primary') }} = 'true', false) as is_flagged_primary
    from members

),

-- A namespace that the settings do not list is a cookie of the lowest priority.
normalised as (

    select
        named.identity_set_id,
        named.namespace,
        named.submitted_value,
        named.is_flagged_primary,
        int_identity_namespaces.namespace is not null as is_declared,
        coalesce(int_identity_namespaces.type, 'cookie') as namespace_type,
        coalesce(int_identity_namespaces.priority, {{ undeclared_priority() }}) as priority,
        coalesce(int_identity_namespaces.is_unique, false) as is_unique,
        int_identity_namespaces.pattern,
        int_identity_namespaces.max_length,
        {{ normalised_identity('named.submitted_value', 'int_identity_namespaces.normalisation') }}
            as identity_value
    from named
    left join int_identity_namespaces
        on named.namespace = int_identity_namespaces.namespace

),

blocked as (

    select
        normalised.namespace,
        normalised.identity_value,
        min(int_blocked_identities.reason) as reason
    from normalised
    inner join int_blocked_identities
        on
            int_blocked_identities.namespace in (normalised.namespace, '*')
            and {{ regex_matches(
                'lower(normalised.identity_value)', 'int_blocked_identities.pattern'
            ) }}
    group by
        normalised.namespace,
        normalised.identity_value

),

final as (

    select
        normalised.identity_set_id,
        normalised.namespace,
        normalised.identity_value,
        normalised.submitted_value,
        normalised.is_flagged_primary,
        normalised.is_declared,
        normalised.namespace_type,
        normalised.priority,
        normalised.is_unique,
        case
            when normalised.namespace is null or normalised.identity_value is null then 'incomplete'
            when contains(normalised.identity_value, chr(0)) then 'pattern_mismatch'
            when normalised.namespace_type in ('partner', 'non_people') then 'type_never_links'
            when length(normalised.identity_value) > normalised.max_length then 'too_long'
            when
                not {{ regex_matches('normalised.identity_value', 'normalised.pattern') }}
                then 'pattern_mismatch'
            when blocked.identity_value is not null then 'blocked'
        end as drop_code,
        blocked.reason as blocked_reason
    from normalised
    left join blocked
        on
            normalised.namespace = blocked.namespace
            and normalised.identity_value = blocked.identity_value

)

select * from final
