{% macro _segment_event(rule, at, scope) -%}
    {%- do rule_keys(rule, ['event', 'within_days', 'count'], at, scope) -%}
    {%- set event_type = rule_literal(rule.event, 'text', at, scope) -%}
    {%- set within_days = rule.get('within_days') -%}
    {%- if 'within_days' in rule and (within_days is boolean or within_days is not integer or within_days < 1
        or within_days > 36500) -%}
        {{ rule_error(scope, at ~ '.within_days', "found '" ~ within_days ~ "'", 'give a whole number of days from 1 to 36500') }}
    {%- endif -%}
    {%- set count = rule.get('count', {'gte': 1}) -%}
    {%- if count is not mapping or count | length != 1 -%}
        {{ rule_error(scope, at ~ '.count', "found '" ~ count ~ "'", 'give one comparison such as {gte: 2}') }}
    {%- endif -%}
    {%- set key = (event_type, within_days) -%}
    {%- if key not in scope.events -%}
        {%- do scope.events.update({key: true}) -%}
    {%- endif -%}
    {%- set operator = count | first -%}
    {{ return(rule_comparison(segment_event_column(event_type, within_days), 'count', operator, count[operator],
        at ~ '.count.' ~ operator, scope)) }}
{%- endmacro %}
