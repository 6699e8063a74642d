{% macro moment(value) -%}
    cast(cast({{ text_literal(value | string) }} as timestamptz) as timestamp)
{%- endmacro %}
