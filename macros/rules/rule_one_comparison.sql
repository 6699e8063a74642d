{% macro rule_one_comparison(comparison, example, at, scope) -%}
    {%- if comparison is not mapping or comparison | length != 1 -%}
        {{ rule_error(scope, at, "found '" ~ comparison ~ "'", 'give one comparison such as ' ~ example) }}
    {%- endif -%}
    {{ return((comparison | first, comparison.values() | first)) }}
{%- endmacro %}
