{% macro json_is_valid(expression) -%}
    {{ return(adapter.dispatch('json_is_valid')(expression)) }}
{%- endmacro %}

{% macro duckdb__json_is_valid(expression) -%}
    json_valid({{ expression }})
{%- endmacro %}
