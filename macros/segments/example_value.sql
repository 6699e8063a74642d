{% macro example_value(value, type, at, scope) -%}
    {%- set data_types = {
        'text': dbt.type_string(), 'list': dbt.type_string(), 'number_list': dbt.type_string(), 'number': 'double', 'boolean': 'boolean',
        'date': 'date', 'timestamp': 'timestamp',
    } -%}
    {%- if value is none -%}
        {%- set literal = 'null' -%}
    {%- elif type == 'boolean' and value is boolean -%}
        {%- set literal = value | lower -%}
    {%- elif type in ['list', 'number_list'] and value is iterable and value is not string and value is not mapping -%}
        {%- set literal = text_literal(tojson(value)) -%}
    {%- elif type in ['boolean', 'list', 'number_list'] -%}
        {{ rule_error(scope, at, "found '" ~ value ~ "'", 'write true or false' if type == 'boolean' else 'write a list') }}
    {%- else -%}
        {%- set literal = rule_literal(value, type, at, scope) -%}
    {%- endif -%}
    {{ return('cast(' ~ literal ~ ' as ' ~ data_types[type] ~ ')') }}
{%- endmacro %}
