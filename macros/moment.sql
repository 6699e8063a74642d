{% macro moment(value) -%}
    {%- if not is_moment(value | string) -%}
        {{ exceptions.raise_compiler_error(
            "'" ~ value ~ "' is not a moment; write a date such as 2026-01-31, or a time such as 2026-01-31T09:30:00Z."
        ) }}
    {%- endif -%}
    cast(cast({{ text_literal(value | string) }} as timestamptz) as timestamp)
{%- endmacro %}
