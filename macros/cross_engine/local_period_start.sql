{% macro local_period_start(moment, unit, periods_ago, zone) -%}
    {{ return(adapter.dispatch('local_period_start')(moment, unit, periods_ago, zone)) }}
{%- endmacro %}

{% macro duckdb__local_period_start(moment, unit, periods_ago, zone) -%}
    {%- set local = "timezone('" ~ zone ~ "', timezone('UTC', " ~ moment ~ "))" -%}
    {%- set start = "date_trunc('" ~ unit ~ "', " ~ local ~ ") - " ~ periods_ago ~ " * interval '1 " ~ unit ~ "'" -%}
    {{ return(local_midnight(start, zone)) }}
{%- endmacro %}
