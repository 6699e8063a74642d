{% macro json_id_text(expression, key) -%}
    {{ return(adapter.dispatch('json_id_text')(expression, key)) }}
{%- endmacro %}

{% macro duckdb__json_id_text(expression, key) -%}
    case
        when json_type({{ expression }}, '$."{{ key }}"') in ('VARCHAR', 'UBIGINT', 'BIGINT', 'HUGEINT', 'UHUGEINT')
            then json_extract_string({{ expression }}, '$."{{ key }}"')
    end
{%- endmacro %}
