{% macro profile_fields() -%}
    {%- set fields = {} -%}
    {%- for attribute in profile_attributes() -%}
        {%- do fields.update({attribute.name: attribute.rule_type}) -%}
    {%- endfor -%}
    {%- for name, type in computed_columns().items() -%}
        {%- if name in fields -%}
            {{ exceptions.raise_compiler_error(
                "computed_attributes: '" ~ name ~ "' is the name of another column of the profile, too; rename one of them."
            ) }}
        {%- endif -%}
        {%- do fields.update({name: type}) -%}
    {%- endfor -%}
    {%- for prediction in predictions() -%}
        {%- for measure, type in [
            ('probability', 'number'), ('score', 'number'), ('percentile', 'number'), ('band', 'text')
        ] -%}
            {%- set name = prediction.name ~ '_' ~ measure -%}
            {%- if name in fields -%}
                {{ _prediction_error(
                    prediction.name, name ~ ' is the name of an attribute, too; rename one of them'
                ) }}
            {%- endif -%}
            {%- do fields.update({name: type}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for insight in value_insights() -%}
        {%- for name in insight.columns -%}
            {%- if name in fields -%}
                {{ rule_error({'subject': 'lifetime_value'}, '', "'" ~ name ~ "' is the name of another column of the profile, too",
                    'rename the attribute or the prediction') }}
            {%- endif -%}
            {%- do fields.update({name: 'number'}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for purpose in consent_defaults() -%}
        {%- do fields.update({purpose ~ '_consent': 'text'}) -%}
    {%- endfor -%}
    {%- do fields.update({'first_seen_at': 'timestamp', 'last_seen_at': 'timestamp'}) -%}
    {{ return(fields) }}
{%- endmacro %}
