{# The priority of a namespace that the settings do not list: after every listed one. #}
{% macro undeclared_priority() -%}
    1000000
{%- endmacro %}
