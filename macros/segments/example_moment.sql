{% macro example_moment(when, at, scope) -%}
    {%- set keys = ['at', 'days_ago', 'hours_ago', 'minutes_ago'] -%}
    {%- set found = keys | select('in', when) | list if when is mapping else [] -%}
    {%- if found | length != 1 -%}
        {{ rule_error(scope, at, "found '" ~ when ~ "'", 'say when with one of ' ~ keys | join(', ')) }}
    {%- elif found[0] == 'at' -%}
        {{ return(rule_literal(when.at, 'timestamp', rule_place(at, 'at'), scope)) }}
    {%- endif -%}
    {%- set count = when[found[0]] -%}
    {%- if count is boolean or count is not number or count <= 0 -%}
        {{ rule_error(scope, rule_place(at, found[0]), "found '" ~ count ~ "'", 'write a number above 0, such as 3: a build sees what was before its as_of') }}
    {%- endif -%}
    {%- set minutes = {'days_ago': 1440, 'hours_ago': 60, 'minutes_ago': 1}[found[0]] -%}
    {{ return('as_of - ' ~ minutes_as_interval((count * minutes) | round | int)) }}
{%- endmacro %}
