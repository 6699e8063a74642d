{# A misspelt namespace would let nobody expire, and nobody would notice. #}
{%- set expiry = pseudonymous_expiry() %}
{% for namespace in (expiry.namespaces if expiry else []) -%}
    select {{ text_literal(namespace) }} as namespace
    from {{ ref('int_identity_namespaces') }}
    having count_if(namespace = {{ text_literal(namespace) }}) = 0
    union all
{% endfor -%}
select cast(null as {{ dbt.type_string() }}) as namespace
where false
