{% macro _computed_attribute(name, declared, scope) -%}
    {%- set functions = ['count', 'sum', 'min', 'max', 'average', 'distinct_count', 'most_recent', 'first', 'last_n'] -%}
    {%- if declared.function not in functions -%}
        {{ rule_error(scope, 'function', "found '" ~ declared.get('function', '') ~ "'", 'allowed are ' ~ functions | join(', ')) }}
    {%- endif -%}
    {%- set fields = event_fields() -%}
    {%- if declared.function == 'count' -%}
        {%- if 'of' in declared -%}
            {{ rule_error(scope, 'of', "found '" ~ declared.of ~ "'", 'count counts events and takes none; see distinct_count') }}
        {%- endif -%}
    {%- else -%}
        {%- if declared.of not in fields -%}
            {{ rule_error(scope, 'of', "'" ~ declared.get('of', '') ~ "' is not a column of an event",
                'allowed are ' ~ fields | sort | join(', ')) }}
        {%- endif -%}
        {%- if declared.function in ['sum', 'average'] and fields[declared.of] != 'number' -%}
            {{ rule_error(scope, 'of', "'" ~ declared.of ~ "' is a " ~ fields[declared.of],
                declared.function ~ ' takes a number: ' ~ fields.items() | selectattr('1', 'equalto', 'number') | map('first') | join(', ')) }}
        {%- endif -%}
    {%- endif -%}
    {%- if (declared.function == 'last_n') != ('n' in declared)
        or 'n' in declared and (declared.n is boolean or declared.n is not integer or declared.n < 1 or declared.n > 100) -%}
        {{ rule_error(scope, 'n', "found '" ~ declared.get('n', '') ~ "'",
            'last_n takes a whole number from 1 to 100, the other functions take none') }}
    {%- endif -%}
    {{ return({
        'name': name,
        'function': declared.function,
        'of': declared.get('of'),
        'n': declared.get('n'),
        'type': {'count': 'number', 'sum': 'number', 'average': 'number', 'distinct_count': 'number', 'last_n': 'list'}
            .get(declared.function, fields.get(declared.of)),
        'condition': _computed_attribute_condition(declared, fields, scope),
    }) }}
{%- endmacro %}
