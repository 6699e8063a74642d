{% macro sha256_text(expression) -%}
    {{ return(adapter.dispatch('sha256_text')(expression)) }}
{%- endmacro %}

{% macro duckdb__sha256_text(expression) -%}
    sha256({{ expression }})
{%- endmacro %}
