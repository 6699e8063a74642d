{% macro local_midnight(day, zone) -%}
    {{ return(adapter.dispatch('local_midnight')(day, zone)) }}
{%- endmacro %}

{% macro duckdb__local_midnight(day, zone) -%}
    {#- Of a midnight that comes twice the engine takes the second one, and an hour after eleven is the first. -#}
    {%- set midnight = 'cast(' ~ day ~ ' as timestamp)' -%}
    timezone('UTC', least(
        timezone('{{ zone }}', {{ midnight }}),
        timezone('{{ zone }}', {{ midnight }} - interval '1 hour') + interval '1 hour'
    ))
{%- endmacro %}
