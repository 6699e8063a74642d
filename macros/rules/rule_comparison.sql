{% macro rule_comparison(expression, type, operator, value, at, scope) -%}
    {%- set symbols = {'eq': '=', 'ne': '!=', 'gte': '>=', 'lt': '<'} -%}
    {%- set by_type = {
        'text': ['eq', 'ne', 'in', 'not_in', 'missing'],
        'number': ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'not_in', 'missing'],
        'count': ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'not_in'],
        'boolean': ['is', 'missing'],
        'date': ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'not_in', 'missing'],
        'timestamp': ['gt', 'gte', 'lt', 'lte', 'between', 'missing'],
        'list': ['missing'],
    } -%}
    {%- if operator not in by_type[type] -%}
        {{ rule_error(scope, at, "'" ~ operator ~ "' is not an operator for a " ~ type,
            'allowed are ' ~ by_type[type] | join(', ')) }}
    {%- endif -%}
    {%- if operator in ['is', 'missing'] -%}
        {%- if value is not boolean -%}
            {{ rule_error(scope, at, "found '" ~ value ~ "'", 'write true or false') }}
        {%- endif -%}
        {{ return(
            'coalesce(' ~ expression ~ ' = ' ~ value | lower ~ ', false)' if operator == 'is'
            else expression ~ (' is null' if value else ' is not null')
        ) }}
    {%- endif -%}
    {%- if operator in ['in', 'not_in', 'between'] -%}
        {%- if value is string or value is mapping or value is not iterable or not value
            or (operator == 'between' and value | length != 2) -%}
            {{ rule_error(scope, at, "found '" ~ value ~ "'",
                'write a list such as [1, 5]' ~ (', lowest and highest' if operator == 'between' else '')) }}
        {%- endif -%}
        {%- set literals = [] -%}
        {%- for item in value -%}
            {%- do literals.append(rule_literal(item, type, at ~ '[' ~ loop.index0 ~ ']', scope)) -%}
        {%- endfor -%}
        {%- set ends = value if type in ['number', 'count'] else literals -%}
        {%- if operator == 'between' and ends[0] > ends[1] -%}
            {{ rule_error(scope, at, "found '" ~ value ~ "'", 'give the lowest first: nothing lies between these') }}
        {%- endif -%}
        {%- set test = {
            'in': ' in (' ~ literals | join(', ') ~ ')',
            'not_in': ' not in (' ~ literals | join(', ') ~ ')',
            'between': ' >= ' ~ literals[0] ~ ' and ' ~ expression ~ rule_upper_end('lte', value[-1], literals[-1], type),
        }[operator] -%}
    {%- elif operator in ['gt', 'lte'] -%}
        {%- set test = rule_upper_end(operator, value, rule_literal(value, type, at, scope), type) -%}
    {%- else -%}
        {%- set test = ' ' ~ symbols[operator] ~ ' ' ~ rule_literal(value, type, at, scope) -%}
    {%- endif -%}
    {{ return('coalesce(' ~ expression ~ test ~ ', false)') }}
{%- endmacro %}
