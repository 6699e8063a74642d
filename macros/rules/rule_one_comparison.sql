{% macro rule_one_comparison(comparison, example, at, scope) -%}
    {%- set operators = comparison | reject('equalto', 'ignore_case') | list if comparison is mapping else [] -%}
    {%- if operators | length != 1 -%}
        {{ rule_error(scope, at, "found '" ~ comparison ~ "'", 'give one comparison such as ' ~ example) }}
    {%- endif -%}
    {{ return((operators[0], comparison[operators[0]], comparison.get('ignore_case', false))) }}
{%- endmacro %}
