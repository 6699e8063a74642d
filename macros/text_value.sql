{% macro text_value(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro %}
