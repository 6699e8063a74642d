{% macro is_whole_day(value, type) -%}
    {{ return(type == 'timestamp' and (value.isoformat() if value.isoformat is defined else value) | length == 10) }}
{%- endmacro %}
