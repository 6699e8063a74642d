{% macro declared_moment(name) -%}
    {%- set value = var(name) -%}
    {%- if value is none -%}
        {{ return(none) }}
    {%- elif not is_moment(value | string) -%}
        {{ exceptions.raise_compiler_error(
            name ~ ": '" ~ value ~ "' is not a moment; write a date such as 2026-01-31, or a time such as 2026-01-31T09:30:00Z."
        ) }}
    {%- endif -%}
    {{ return(moment(value)) }}
{%- endmacro %}
