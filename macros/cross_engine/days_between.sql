{% macro days_between(earlier, later) -%}
    {{ return(adapter.dispatch('days_between')(earlier, later)) }}
{%- endmacro %}

{% macro duckdb__days_between(earlier, later) -%}
    round((epoch_us({{ later }}) - epoch_us({{ earlier }})) / 86400000000.0, 9)
{%- endmacro %}
