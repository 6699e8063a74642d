{% macro _segment_field(rule, at, scope) -%}
    {%- set fields = profile_fields() -%}
    {%- if rule.field is not string or rule.field not in fields -%}
        {{ rule_error(scope, at, "'" ~ rule.field ~ "' is not a field of the profile",
            'allowed are ' ~ fields | sort | join(', ')) }}
    {%- endif -%}
    {%- set operators = rule | reject('equalto', 'field') | list -%}
    {%- if operators | length != 1 -%}
        {{ rule_error(scope, at, "'" ~ rule.field ~ "' has " ~ operators | length ~ ' operators',
            'give exactly one; for two, write two rules under all:') }}
    {%- endif -%}
    {{ return(rule_comparison(rule.field, fields[rule.field], operators[0], rule[operators[0]],
        at ~ '.' ~ operators[0], scope)) }}
{%- endmacro %}
