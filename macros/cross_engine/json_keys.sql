{% macro json_keys(relation, columns, expression, key) -%}
    {{ return(adapter.dispatch('json_keys')(relation, columns, expression, key)) }}
{%- endmacro %}

{% macro duckdb__json_keys(relation, columns, expression, key) -%}
    select
        {{ columns }},
        unnest(json_keys({{ expression }})) as {{ key }}
    from {{ relation }}
    where {{ expression }} is not null
{%- endmacro %}
