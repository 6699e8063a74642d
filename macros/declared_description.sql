{% macro declared_description(declared, scope) -%}
    {%- set description = declared.get('description') -%}
    {%- if 'description' in declared and (description is not string or not description.strip() or '\n' in description.strip()) -%}
        {{ rule_error(scope, 'description', "found '" ~ description ~ "'", 'write one line of text in quotes') }}
    {%- endif -%}
    {{ return(description.strip() if description else none) }}
{%- endmacro %}
