{% macro moment(value) -%}
    cast(cast({{ dbt.string_literal(dbt.escape_single_quotes(value | string)) }} as timestamptz) as timestamp)
{%- endmacro %}
