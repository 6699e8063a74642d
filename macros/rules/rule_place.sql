{% macro rule_place(at, key) -%}
    {{ return(at ~ '.' ~ key if at else key) }}
{%- endmacro %}
