{% macro whole_days_between(earlier, later) -%}
    {{ return(adapter.dispatch('whole_days_between')(earlier, later)) }}
{%- endmacro %}

{% macro duckdb__whole_days_between(earlier, later) -%}
    (epoch_us({{ later }}) - 1 - epoch_us({{ earlier }})) // 86400000000
{%- endmacro %}
