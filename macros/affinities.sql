{% macro affinities() -%}
    {%- set declared = var('affinities') or {} -%}
    {%- set scope = {'subject': 'affinities'} -%}
    {%- if declared is not mapping -%}
        {{ rule_error(scope, '', "found '" ~ declared ~ "'", 'write a mapping such as {window_days: 28, top_n: 20, category_level: 2}') }}
    {%- endif -%}
    {%- do rule_keys(declared, ['of', 'window_days', 'top_n', 'category_level', 'max_items'], '', scope) -%}
    {%- set kinds = ['category', 'product', 'content'] -%}
    {%- set of = declared.get('of', kinds) -%}
    {%- if of is string or of is not iterable or of | unique | list | length != of | length or of | reject('in', kinds) | list -%}
        {{ rule_error(scope, 'of', "found '" ~ of ~ "'", 'write a list of any of ' ~ kinds | join(', ')) }}
    {%- endif -%}
    {%- set numbers = {} -%}
    {%- for key, default, least, most in [
        ('window_days', 28, 1, 365), ('top_n', 20, 1, 1000), ('category_level', 2, 1, 20), ('max_items', 2000, 2, 50000)
    ] -%}
        {%- set number = declared.get(key, default) -%}
        {%- if number is boolean or number is not integer or number < least or number > most -%}
            {{ rule_error(scope, key, "found '" ~ number ~ "'", 'give a whole number from ' ~ least ~ ' to ' ~ most) }}
        {%- endif -%}
        {%- do numbers.update({key: number}) -%}
    {%- endfor -%}
    {{ return(dict(numbers, of=of if declared else [])) }}
{%- endmacro %}
