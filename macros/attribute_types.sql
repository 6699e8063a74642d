{% macro attribute_types() -%}
    {{ return({
        'text': {'data_type': dbt.type_string(), 'rule_type': 'text'},
        'integer': {'data_type': 'bigint', 'rule_type': 'number'},
        'decimal': {'data_type': 'decimal(18, 4)', 'rule_type': 'number'},
        'boolean': {'data_type': 'boolean', 'rule_type': 'boolean'},
        'date': {'data_type': 'date', 'rule_type': 'date'},
        'timestamp': {'data_type': 'timestamp', 'rule_type': 'timestamp'},
    }) }}
{%- endmacro %}
