{% macro undeclared_priority() -%}
    1000000
{%- endmacro %}
