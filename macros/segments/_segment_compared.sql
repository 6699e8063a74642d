{% macro _segment_compared(expression, type, comparison, at, scope) -%}
    {%- set operator = comparison | reject('in', ['field', 'ignore_case']) | first -%}
    {%- set condition = rule_comparison(
        expression, type, operator, comparison[operator], at, scope, comparison.get('ignore_case', false)
    ) -%}
    {{ return({
        'value': expression, 'condition': condition, 'type': type, 'operator': operator, 'operand': comparison[operator],
    }) }}
{%- endmacro %}
