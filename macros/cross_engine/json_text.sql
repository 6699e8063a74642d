{% macro json_text(expression, key) -%}
    {{ return(adapter.dispatch('json_text')(expression, key)) }}
{%- endmacro %}

{% macro duckdb__json_text(expression, key) -%}
    case
        when json_type({{ expression }}, '$."{{ key }}"') not in ('OBJECT', 'ARRAY')
            then json_extract_string({{ expression }}, '$."{{ key }}"')
    end
{%- endmacro %}
