{% macro _segment_identity(rule, at, scope) -%}
    {%- set texts = rule | reject('in', ['identity', 'count', 'ignore_case']) | list -%}
    {%- if rule.identity is not string -%}
        {{ rule_error(scope, rule_place(at, 'identity'), "found '" ~ rule.identity ~ "'", 'write a namespace such as email') }}
    {%- elif texts | length > 1 or 'ignore_case' in rule and not texts or 'missing' in rule -%}
        {{ rule_error(scope, at, 'found ' ~ texts | join(', '), 'give one comparison of the value such as ends_with: "@example.org", or none') }}
    {%- endif -%}
    {%- set condition = 'namespace = ' ~ rule_literal(rule.identity, 'text', rule_place(at, 'identity'), scope) -%}
    {%- if texts -%}
        {%- set condition = condition ~ ' and ' ~ rule_comparison(
            'identity_value', 'text', texts[0], rule[texts[0]], rule_place(at, texts[0]), scope, rule.get('ignore_case', false)
        ) -%}
    {%- endif -%}
    {%- set column = 'identities__' ~ local_md5(condition) -%}
    {%- do scope.identities.update({column: condition}) -%}
    {%- set place = rule_place(at, 'count') -%}
    {%- set comparison = rule.get('count', {'gte': 1}) -%}
    {%- set operator, _, _ = rule_one_comparison(comparison, '{gte: 2}', place, scope) -%}
    {{ return(_segment_compared(column, 'count', comparison, rule_place(place, operator), scope)) }}
{%- endmacro %}
