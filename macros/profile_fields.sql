{% macro profile_fields() -%}
    {%- set types = {'text': 'text', 'integer': 'number', 'decimal': 'number', 'boolean': 'boolean', 'date': 'date',
        'timestamp': 'timestamp'} -%}
    {%- set fields = {} -%}
    {%- for attribute in profile_attributes() -%}
        {%- do fields.update({attribute.name: types[attribute.type]}) -%}
    {%- endfor -%}
    {%- for prediction in predictions() -%}
        {%- if prediction.name ~ '_score' in fields or prediction.name ~ '_band' in fields -%}
            {{ _prediction_error(prediction.name, 'an attribute is named like one of its columns; rename one of them') }}
        {%- endif -%}
        {%- do fields.update({
            prediction.name ~ '_probability': 'number',
            prediction.name ~ '_score': 'number',
            prediction.name ~ '_percentile': 'number',
            prediction.name ~ '_band': 'text',
        }) -%}
    {%- endfor -%}
    {%- for purpose in consent_defaults() -%}
        {%- do fields.update({purpose ~ '_consent': 'text'}) -%}
    {%- endfor -%}
    {%- do fields.update({'first_seen_at': 'timestamp', 'last_seen_at': 'timestamp'}) -%}
    {{ return(fields) }}
{%- endmacro %}
