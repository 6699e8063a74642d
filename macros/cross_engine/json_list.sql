{% macro json_list(expression, type) -%}
    {{ return(adapter.dispatch('json_list')(expression, type)) }}
{%- endmacro %}

{% macro duckdb__json_list(expression, type) -%}
    from_json({{ expression }}, '["{{ 'double' if type == 'number_list' else 'varchar' }}"]')
{%- endmacro %}
