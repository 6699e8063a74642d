{# The SHA-256 of a text as 64 hexadecimal digits. #}
{% macro sha256_text(expression) -%}
    {{ return(adapter.dispatch('sha256_text')(expression)) }}
{%- endmacro %}

{% macro duckdb__sha256_text(expression) -%}
    sha256({{ expression }})
{%- endmacro %}
