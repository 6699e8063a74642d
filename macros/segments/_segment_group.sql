{% macro _segment_group(rule, kind, at, scope) -%}
    {%- do rule_keys(rule, [kind], at, scope) -%}
    {%- if rule[kind] is string or rule[kind] is mapping or not rule[kind] is iterable or not rule[kind] -%}
        {{ rule_error(scope, at, 'the group holds no rules', 'list at least one rule, each on a line that begins with -') }}
    {%- endif -%}
    {%- set conditions = [] -%}
    {%- for member in rule[kind] -%}
        {%- do conditions.append(segment_condition(member, at ~ '[' ~ loop.index0 ~ ']', scope)) -%}
    {%- endfor -%}
    {%- set joined = '(' ~ conditions | join(' and ' if kind == 'all' else ' or ') ~ ')' -%}
    {{ return('not ' ~ joined if kind == 'none' else joined) }}
{%- endmacro %}
