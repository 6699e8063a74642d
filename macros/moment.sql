{# A timestamp literal in UTC from a setting such as `as_of`. #}
{% macro moment(value) -%}
    cast(cast({{ dbt.string_literal(dbt.escape_single_quotes(value | string)) }} as timestamptz) as timestamp)
{%- endmacro %}
