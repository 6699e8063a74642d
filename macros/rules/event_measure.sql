{% macro event_measure(rule, at, scope, of_at=none) -%}
    {%- set functions = ['count', 'sum', 'min', 'max', 'average', 'distinct_count', 'most_recent', 'first', 'last_n'] -%}
    {%- if rule.function not in functions -%}
        {{ rule_error(scope, rule_place(at, 'function'), "found '" ~ rule.get('function', '') ~ "'", 'allowed are ' ~ functions | join(', ')) }}
    {%- endif -%}
    {%- set fields = scope.event_fields or event_fields() -%}
    {%- set place = of_at or rule_place(at, 'of') -%}
    {%- if rule.function == 'count' -%}
        {%- if 'of' in rule -%}
            {{ rule_error(scope, place, "found '" ~ rule.of ~ "'", 'count counts events and takes none; see distinct_count') }}
        {%- endif -%}
    {%- else -%}
        {%- if rule.of is not string or rule.of not in fields -%}
            {{ rule_error(scope, place, "'" ~ rule.get('of', '') ~ "' is not a column of an event",
                allowed_names(rule.get('of', ''), fields | sort)) }}
        {%- endif -%}
        {%- if rule.function in ['sum', 'average'] and fields[rule.of] != 'number' -%}
            {{ rule_error(scope, place, "'" ~ rule.of ~ "' is a " ~ fields[rule.of],
                rule.function ~ ' takes a number: ' ~ fields.items() | selectattr('1', 'equalto', 'number') | map('first') | join(', ')) }}
        {%- endif -%}
    {%- endif -%}
    {%- if (rule.function == 'last_n') != ('n' in rule)
        or 'n' in rule and (rule.n is boolean or rule.n is not integer or rule.n < 1 or rule.n > 100) -%}
        {{ rule_error(scope, rule_place(at, 'n'), "found '" ~ rule.get('n', '') ~ "'",
            'last_n takes a whole number from 1 to 100, the other functions take none') }}
    {%- endif -%}
    {%- set event_filter = rule_event_filter(rule, at, scope) -%}
    {{ return({
        'function': rule.function,
        'of': rule.get('of'),
        'n': rule.get('n'),
        'type': {
            'count': 'count', 'sum': 'number', 'average': 'number', 'distinct_count': 'count',
            'last_n': 'number_list' if fields.get(rule.of) == 'number' else 'list',
        }.get(rule.function, fields.get(rule.of)),
        'filter': event_filter | join(' and ') or 'true',
        'condition': (event_filter + rule_window(rule, at, scope)) | join(' and ') or 'true',
        'event_types': [rule.event] if rule.event is string else rule.get('event', []),
    }) }}
{%- endmacro %}
