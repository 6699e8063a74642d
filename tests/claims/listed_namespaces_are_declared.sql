{# A misspelt namespace would let nobody expire, or leave nobody out, and nobody would notice. #}
{{ config(store_failures=true, schema='quality') }}
{%- set expiry = pseudonymous_expiry() %}
{%- set lists = {
    'pseudonymous_expiry': expiry.namespaces if expiry else [],
    'unscored_namespaces': unscored_namespaces(),
} %}
{% for variable, namespaces in lists.items() -%}
    {% for namespace in namespaces -%}
        select
            {{ text_literal(namespace) }} as namespace,
            '{{ variable }} lists ' || {{ text_literal(namespace) }}
            || ', which identity_namespaces does not: mend the one or add to the other.'
                as explanation
        from {{ ref('int_identity_namespaces') }}
        having count_if(namespace = {{ text_literal(namespace) }}) = 0
        union all
    {% endfor -%}
{% endfor -%}
select
    cast(null as {{ dbt.type_string() }}) as namespace,
    cast(null as {{ dbt.type_string() }}) as explanation
where false
