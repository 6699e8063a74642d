{% macro _segment_group(rule, kind, at, scope, is_negated) -%}
    {%- do rule_keys(rule, [kind] + (['of'] if kind == 'at_least' else []), at, scope) -%}
    {%- set rules = rule.of if kind == 'at_least' else rule[kind] -%}
    {%- if rules is string or rules is mapping or not rules is iterable or not rules -%}
        {{ rule_error(scope, at, 'the group holds no rules', 'list at least one rule, each on a line that begins with -'
            ~ (', under of:' if kind == 'at_least' else '')) }}
    {%- elif kind == 'at_least' -%}
        {%- do rule_whole_number(rule.at_least, 'rules', rules | length, at, scope) -%}
    {%- endif -%}
    {%- set members = [] -%}
    {%- for member in rules -%}
        {%- do members.append(segment_condition(member, at ~ '[' ~ loop.index0 ~ ']', scope, is_negated != (kind == 'none'))) -%}
    {%- endfor -%}
    {{ return({'group': kind, 'at_least': rule.at_least, 'members': members}) }}
{%- endmacro %}
