{% macro json_array_elements(relation, key, expression, element) -%}
    {{ return(adapter.dispatch('json_array_elements')(relation, key, expression, element)) }}
{%- endmacro %}

{% macro duckdb__json_array_elements(relation, key, expression, element) -%}
    select
        {{ key }},
        unnest(case when json_valid({{ expression }}) then json_extract({{ expression }}, '$[*]') end) as {{ element }}
    from {{ relation }}
{%- endmacro %}
