-- depends_on: {{ ref('row_counts') }}
{# What may not share a graph: values of one unique namespace, and the ends of a denied link. #}
with

int_identities as (

    select * from {{ ref('int_identities') }}

),

int_denied_identities as (

    select * from {{ ref('int_denied_identities') }}

),

final as (

    select
        identity_id,
        priority as exclusion,
        false as is_denial,
        'unique_namespace' as code,
        namespace as rule_name
    from int_identities
    where is_unique
    union all
    select
        identity_id,
        -denial_number as exclusion,
        true as is_denial,
        'denied_link' as code,
        reason as rule_name
    from int_denied_identities

)

select * from final
