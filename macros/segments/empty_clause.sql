{% macro empty_clause() -%}
    {%- set text = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
    {{ return({
        'clause_number': '1', 'clause': text, 'rule': text, 'value': text, 'is_met': 'false', 'would_suffice': 'false', 'shortfall': text,
        'distance': 'cast(null as double)', 'events': text,
    }) }}
{%- endmacro %}
