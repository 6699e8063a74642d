{% macro event_measure_in_words(rule) -%}
    {%- set functions = {
        'count': 'Number of events', 'sum': 'Sum of', 'min': 'Least', 'max': 'Greatest', 'average': 'Average of',
        'distinct_count': 'Number of different values of', 'most_recent': 'Latest', 'first': 'First',
        'last_n': 'Latest values, newest first, of',
    } -%}
    {%- set parts = [functions[rule.function] ~ (' ' ~ rule.of if rule.of else '')] -%}
    {%- if rule.event -%}
        {%- do parts.append('of events ' ~ (rule.event if rule.event is string else rule.event | join(' or '))) -%}
    {%- endif -%}
    {%- for key in event_filter_keys() if key in rule and key not in ['event', 'where'] -%}
        {%- set side, unit = (key.split('_')[:-1] | join('_'), key.split('_')[-1]) -%}
        {%- set words = {'within': 'in the last', 'not_within': 'not in the last'}.get(side) -%}
        {%- do parts.append((words ~ ' ' ~ rule[key] ~ ' ' ~ unit if words else key ~ ' ' ~ rule[key]).replace('_', ' ')) -%}
    {%- endfor -%}
    {%- for condition in conditions_in_words(rule.where or {}) -%}
        {%- do parts.append('where ' ~ condition) -%}
    {%- endfor -%}
    {{ return(parts | join(', ')) }}
{%- endmacro %}
