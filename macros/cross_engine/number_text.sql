{% macro number_text(expression) -%}
    {{ return(adapter.dispatch('number_text')(expression)) }}
{%- endmacro %}

{% macro duckdb__number_text(expression) -%}
    regexp_replace(cast({{ expression }} as varchar), '[.]0+$', '')
{%- endmacro %}
