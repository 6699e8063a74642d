{% macro minutes_as_interval(minutes) -%}
    {{ return(adapter.dispatch('minutes_as_interval')(minutes)) }}
{%- endmacro %}

{% macro duckdb__minutes_as_interval(minutes) -%}
    to_minutes({{ minutes }})
{%- endmacro %}
