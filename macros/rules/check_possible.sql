{% macro check_possible(operator, value, possible, at, scope) -%}
    {%- set is_list = value is iterable and value is not string -%}
    {%- for item in (value if is_list else [value]) if possible -%}
        {%- set place = at ~ '[' ~ loop.index0 ~ ']' if is_list else at -%}
        {%- if item is string and item not in possible -%}
            {{ rule_error(scope, place, "found '" ~ item ~ "'", allowed_names(item, possible)) }}
        {%- elif item is number -%}
            {%- set least, most = possible -%}
            {%- set compared = ('gte' if loop.first else 'lte') if operator == 'between' else operator -%}
            {%- set can_be = {'gt': item < most, 'gte': item <= most, 'lt': least < item <= most}.get(compared, least <= item <= most) -%}
            {%- if not can_be -%}
                {{ rule_error(scope, place, "found '" ~ item ~ "'", 'it lies between ' ~ possible | join(' and ')) }}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
