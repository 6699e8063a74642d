{% macro empty_clause() -%}
    {%- set text = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
    {%- set fields = {
        'clause_number': '1', 'clause': text, 'rule': text, 'value': text, 'is_met': 'false', 'is_needed': 'false', 'helps_alone': 'false',
        'shortfall': text, 'distance': 'cast(null as double)', 'events': text,
    } -%}
    {%- for name, expression in fields.items() -%}
        {{ expression }} as {{ name }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
