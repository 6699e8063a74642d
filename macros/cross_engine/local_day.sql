{% macro local_day(moment, zone) -%}
    {{ return(adapter.dispatch('local_day')(moment, zone)) }}
{%- endmacro %}

{% macro duckdb__local_day(moment, zone) -%}
    cast(timezone('{{ zone }}', timezone('UTC', {{ moment }})) as date)
{%- endmacro %}
