{% macro trimmed_text(expression) -%}
    {{ return(adapter.dispatch('trimmed_text')(expression)) }}
{%- endmacro %}

{% macro duckdb__trimmed_text(expression) -%}
    regexp_replace({{ expression }}, '^[\s\p{Z}\p{Cc}\p{Cf}]+|[\s\p{Z}\p{Cc}\p{Cf}]+$', '', 'g')
{%- endmacro %}
