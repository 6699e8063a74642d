{% macro threshold(name) -%}
    {%- set number = var(name) -%}
    {%- if number is boolean or number is not integer or number < 1 -%}
        {{ exceptions.raise_compiler_error(name ~ ": found '" ~ number ~ "'; give a whole number from 1.") }}
    {%- endif -%}
    {{ return(number) }}
{%- endmacro %}
