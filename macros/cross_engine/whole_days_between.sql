{# How many whole days lie between two moments: 0 for any earlier moment less than or exactly one day before. #}
{% macro whole_days_between(earlier, later) -%}
    {{ return(adapter.dispatch('whole_days_between')(earlier, later)) }}
{%- endmacro %}

{% macro duckdb__whole_days_between(earlier, later) -%}
    (epoch_us({{ later }}) - 1 - epoch_us({{ earlier }})) // 86400000000
{%- endmacro %}
