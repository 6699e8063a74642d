{# Text without the blanks around it; nothing but blanks is null. #}
{% macro text_value(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro %}
