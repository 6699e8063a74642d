{#
    A misspelt namespace counts nobody, or under none: everybody, without a word. One that neither the settings nor the
    data know is named in a warning.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
{%- set asked = [] -%}
{%- for definition in compiled_segments() -%}
    {%- for clause in definition.clauses if 'identity' in clause.rule -%}
        {%- do asked.append((clause.rule.identity, 'segment ' ~ definition.name)) -%}
    {%- endfor -%}
{%- endfor %}
with

int_identity_namespaces as (

    select * from {{ ref('int_identity_namespaces') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

asked as (

    {{ names_asked_for('namespace', asked) }}

),

final as (

    select
        namespace,
        asked_by
    from asked
    where
        namespace not in (select int_identity_namespaces.namespace from int_identity_namespaces)
        and namespace not in (select identity_map.namespace from identity_map)

)

select * from final
