{% macro listed_namespaces(namespaces, at, scope) -%}
    {%- if namespaces is string or namespaces is mapping or namespaces is not iterable or not namespaces
        or namespaces | reject('string') | list -%}
        {{ rule_error(scope, at, "found '" ~ (namespaces or '') ~ "'", 'list namespaces such as [cookie_id, device_id]') }}
    {%- endif -%}
    {{ return(namespaces) }}
{%- endmacro %}
