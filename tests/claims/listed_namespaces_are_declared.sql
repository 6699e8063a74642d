{# A misspelt namespace would let nobody expire, or leave nobody out, and nobody would notice. #}
{{ config(store_failures=true, schema='quality') }}
{%- set asked = [] -%}
{%- for namespace in (pseudonymous_expiry() or {'namespaces': []}).namespaces -%}
    {%- do asked.append((namespace, 'pseudonymous_expiry')) -%}
{%- endfor -%}
{%- for namespace in unscored_namespaces() -%}
    {%- do asked.append((namespace, 'unscored_namespaces')) -%}
{%- endfor %}
with

int_identity_namespaces as (

    select * from {{ ref('int_identity_namespaces') }}

),

asked as (

    {{ names_asked_for('namespace', asked) }}

),

final as (

    select
        namespace,
        asked_by || ' lists ' || namespace
        || ', which identity_namespaces does not: mend the one or add to the other.'
            as explanation
    from asked
    where namespace not in (select int_identity_namespaces.namespace from int_identity_namespaces)

)

select * from final
