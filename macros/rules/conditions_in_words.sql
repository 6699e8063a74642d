{% macro conditions_in_words(where) -%}
    {%- set operators = {
        'eq': 'is', 'ne': 'is not', 'gt': 'is above', 'gte': 'is at least', 'lt': 'is below', 'lte': 'is at most',
        'between': 'is between', 'in': 'is one of', 'not_in': 'is none of', 'regex': 'matches',
    } -%}
    {%- set words = [] -%}
    {%- for field, comparison in where.items() -%}
        {%- set operator = comparison | first -%}
        {%- set value = comparison[operator] -%}
        {%- set separator = ' and ' if operator == 'between' else ', ' -%}
        {%- if operator == 'missing' -%}
            {%- do words.append(field ~ (' is missing' if value else ' is known')) -%}
        {%- else -%}
            {%- do words.append(field ~ ' ' ~ operators.get(operator, operator.replace('_', ' ')) ~ ' '
                ~ (value if value is string else value | join(separator) if value is iterable else value | string | lower)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(words) }}
{%- endmacro %}
