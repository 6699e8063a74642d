{% macro example_moment(when, at, scope) -%}
    {%- set keys = ['at', 'days_ago', 'hours_ago', 'minutes_ago'] -%}
    {%- set found = keys | select('in', when) | list if when is mapping else [] -%}
    {%- if found | length != 1 -%}
        {{ rule_error(scope, at, "found '" ~ when ~ "'", 'say when with one of ' ~ keys | join(', ') ~ ', such as {days_ago: 2}') }}
    {%- elif found[0] == 'at' -%}
        {{ return(rule_literal(when.at, 'timestamp', rule_place(at, 'at'), scope)) }}
    {%- endif -%}
    {%- set count = when[found[0]] -%}
    {%- set minutes = {'days_ago': 1440, 'hours_ago': 60, 'minutes_ago': 1}[found[0]] -%}
    {%- if count is boolean or count is not number or not 1 <= count * minutes <= 36500 * 1440 -%}
        {{ rule_error(scope, rule_place(at, found[0]), "found '" ~ count ~ "'",
            'write a number such as 3, for a minute to a hundred years: a build sees what was before its as_of') }}
    {%- endif -%}
    {{ return('as_of - ' ~ minutes_as_interval((count * minutes) | round | int)) }}
{%- endmacro %}
