{% macro unscored_namespaces() -%}
    {{ return(listed_namespaces(var('unscored_namespaces'), '', {'subject': 'unscored_namespaces'}) if var('unscored_namespaces') else []) }}
{%- endmacro %}
