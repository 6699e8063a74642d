{% macro _segment_event(rule, at, scope) -%}
    {%- set functions = ['count', 'sum', 'average', 'min', 'max', 'distinct_count'] -%}
    {%- do rule_keys(rule, functions + event_filter_keys(), at, scope) -%}
    {%- set found = functions | select('in', rule) | list -%}
    {%- if found | length > 1 -%}
        {{ rule_error(scope, at, 'found both ' ~ found | join(' and '), 'give one; for two, write two rules under all:') }}
    {%- endif -%}
    {%- set function = found[0] if found else 'count' -%}
    {%- set place = rule_place(at, function) -%}
    {%- set comparison = rule.get(function, {'gte': 1}) -%}
    {%- set measure = {'function': function} -%}
    {%- if function != 'count' -%}
        {%- set of, comparison = rule_one_comparison(comparison, '{revenue: {gte: 100}}', place, scope) -%}
        {%- do measure.update({'of': of}) -%}
        {%- set place = rule_place(place, of) -%}
    {%- endif -%}
    {%- for key in event_filter_keys() if key in rule -%}
        {%- do measure.update({key: rule[key]}) -%}
    {%- endfor -%}
    {%- set compiled = event_measure(measure, at, scope, rule_place(at, function)) -%}
    {%- set operator, value = rule_one_comparison(comparison, '{gte: 2}', place, scope) -%}
    {%- set column = 'events__' ~ local_md5(compiled | string) -%}
    {%- do scope.events.update({column: compiled}) -%}
    {{ return(rule_comparison(column, compiled.type, operator, value, rule_place(place, operator), scope)) }}
{%- endmacro %}
