{% macro _segment_event(rule, at, scope) -%}
    {%- set functions = ['count', 'sum', 'average', 'min', 'max', 'distinct_count'] -%}
    {%- do rule_keys(rule, functions + ['occurrence'] + event_filter_keys(), at, scope) -%}
    {%- set found = (functions + ['occurrence']) | select('in', rule) | list -%}
    {%- if found | length > 1 -%}
        {{ rule_error(scope, at, 'found both ' ~ found | join(' and '), 'give one; for two, write two rules under all:') }}
    {%- endif -%}
    {%- set function = found[0] if found else 'count' -%}
    {%- set place = rule_place(at, function) -%}
    {%- set measure = {'function': function} -%}
    {%- for key in event_filter_keys() if key in rule and (function != 'occurrence' or key not in window_keys()) -%}
        {%- do measure.update({key: rule[key]}) -%}
    {%- endfor -%}
    {%- if function == 'occurrence' -%}
        {%- if rule.occurrence not in ['first', 'last'] or not window_keys() | select('in', rule) | list -%}
            {{ rule_error(scope, place, "found '" ~ rule.occurrence ~ "'", 'write first or last, and a window that it lies in, such as within_days: 30') }}
        {%- endif -%}
        {%- do measure.update({'function': 'min' if rule.occurrence == 'first' else 'max', 'of': 'event_at'}) -%}
    {%- elif function != 'count' -%}
        {%- set of, comparison, _ = rule_one_comparison(rule[function], '{revenue: {gte: 100}}', place, scope) -%}
        {%- do rule_keys(rule[function], [of], place, scope) -%}
        {%- do measure.update({'of': of}) -%}
        {%- set place = rule_place(place, of) -%}
    {%- else -%}
        {%- set comparison = rule.get('count', {'gte': 1}) -%}
    {%- endif -%}
    {%- set compiled = event_measure(measure, at, scope, rule_place(at, function)) -%}
    {%- set column = 'events__' ~ local_md5(compiled | string) -%}
    {%- do scope.events.update({column: compiled}) -%}
    {%- if function == 'occurrence' -%}
        {%- set clause = {
            'value': column, 'days_ago': days_between(column, 'as_of'), 'condition': 'coalesce(' ~ rule_window(rule, at, scope, column) | join(' and ') ~ ', false)',
        } -%}
    {%- else -%}
        {%- set operator, _, _ = rule_one_comparison(comparison, '{gte: 2}', place, scope) -%}
        {%- set clause = _segment_compared(column, compiled.type, comparison, rule_place(place, operator), scope) -%}
    {%- endif -%}
    {%- do clause.update({'measure': compiled, 'column': column}) -%}
    {{ return(clause) }}
{%- endmacro %}
