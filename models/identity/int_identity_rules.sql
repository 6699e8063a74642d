{#
    The rules of who is who, and of whom models speak, as one digest: it tells whether other rules made other people.
#}
with

int_identity_namespaces as (

    select * from {{ ref('int_identity_namespaces') }}

),

int_blocked_identities as (

    select * from {{ ref('int_blocked_identities') }}

),

int_denied_links as (

    select * from {{ ref('int_denied_links') }}

),

rules as (

    {% for relation in [
        'int_identity_namespaces', 'int_blocked_identities', 'int_denied_links'
    ] -%}
        select '{{ relation }}' || {{ row_as_json(relation) }} as rule_text
        from {{ relation }}
        union all
    {% endfor -%}
    select
        '{{ identity_stitching() }} {{ threshold('max_graph_identities') }}'
        || {{ text_literal(unscored_namespaces() | join(' ')) }} as rule_text

),

final as (

    select md5({{ dbt.listagg('rule_text', "' '", 'order by rule_text') }}) as rules_digest
    from rules

)

select * from final
