{% macro days_to_anniversary(expression, type, moment, zone) -%}
    {{ return(adapter.dispatch('days_to_anniversary')(expression, type, moment, zone)) }}
{%- endmacro %}

{% macro duckdb__days_to_anniversary(expression, type, moment, zone) -%}
    {%- set today = local_day(moment, zone) -%}
    {%- set day = expression if type == 'date' else local_day(expression, zone) -%}
    {#- Adding whole years takes the 29th of February to the 28th where a year has no 29th. -#}
    {%- set years = 'date_diff(\'year\', ' ~ day ~ ', ' ~ today ~ ')' -%}
    {%- set this_year = 'cast(' ~ day ~ ' + to_years(cast(' ~ years ~ ' as integer)) as date)' -%}
    {%- set next_year = 'cast(' ~ day ~ ' + to_years(cast(' ~ years ~ ' + 1 as integer)) as date)' -%}
    case when {{ this_year }} >= {{ today }} then {{ this_year }} else {{ next_year }} end - {{ today }}
{%- endmacro %}
