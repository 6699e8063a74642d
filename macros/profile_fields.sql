{% macro profile_fields() -%}
    {%- set types = {'text': 'text', 'integer': 'number', 'decimal': 'number', 'boolean': 'boolean', 'date': 'date',
        'timestamp': 'timestamp'} -%}
    {%- set fields = {} -%}
    {%- for attribute in profile_attributes() -%}
        {%- do fields.update({attribute.name: types[attribute.type]}) -%}
    {%- endfor -%}
    {%- for prediction in predictions() -%}
        {%- for measure in ['probability', 'score', 'percentile', 'band']
            if prediction.name ~ '_' ~ measure in fields -%}
            {{ _prediction_error(
                prediction.name, prediction.name ~ '_' ~ measure ~ ' is the name of an attribute, too; rename one of them'
            ) }}
        {%- endfor -%}
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
