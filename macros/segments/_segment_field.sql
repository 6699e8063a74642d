{% macro _segment_field(rule, at, scope) -%}
    {%- set fields = {} -%}
    {%- for field in profile_fields() -%}
        {%- do fields.update({field.name: field.type}) -%}
    {%- endfor -%}
    {%- if rule.field is not string or rule.field not in fields -%}
        {{ rule_error(scope, rule_place(at, 'field'), "'" ~ rule.field ~ "' is not a field of the profile",
            'allowed are ' ~ fields | sort | join(', ')) }}
    {%- endif -%}
    {%- set operators = rule | reject('equalto', 'field') | list -%}
    {%- if operators | length != 1 -%}
        {{ rule_error(scope, rule_place(at, 'field'), "'" ~ rule.field ~ "' has " ~ operators | length ~ ' operators',
            'give exactly one; for two, write two rules under all:') }}
    {%- endif -%}
    {{ return(rule_comparison(rule.field, fields[rule.field], operators[0], rule[operators[0]],
        rule_place(at, operators[0]), scope)) }}
{%- endmacro %}
