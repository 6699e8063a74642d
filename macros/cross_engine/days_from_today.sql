{% macro days_from_today(day, moment, zone) -%}
    {{ return(adapter.dispatch('days_from_today')(day, moment, zone)) }}
{%- endmacro %}

{% macro duckdb__days_from_today(day, moment, zone) -%}
    ({{ day }} - {{ local_day(moment, zone) }})
{%- endmacro %}
