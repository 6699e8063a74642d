{% macro declared_labels(declared, scope) -%}
    {%- set labels = declared.get('labels', []) -%}
    {%- if labels is string or labels is mapping or labels is not iterable or labels | reject('string') | list -%}
        {{ rule_error(scope, 'labels', "found '" ~ labels ~ "'", 'write a list of texts, such as [contact, sensitive]') }}
    {%- endif -%}
    {{ return(labels) }}
{%- endmacro %}
