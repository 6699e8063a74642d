{% macro check_possible(value, possible, at, scope) -%}
    {%- set is_list = value is iterable and value is not string -%}
    {%- for item in (value if is_list else [value]) if possible -%}
        {%- set place = at ~ '[' ~ loop.index0 ~ ']' if is_list else at -%}
        {%- if item is string and item not in possible -%}
            {{ rule_error(scope, place, "found '" ~ item ~ "'", allowed_names(item, possible)) }}
        {%- elif item is number and not possible[0] <= item <= possible[1] -%}
            {{ rule_error(scope, place, "found '" ~ item ~ "'", 'it lies between ' ~ possible | join(' and ')) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
