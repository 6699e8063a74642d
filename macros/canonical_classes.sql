{% macro canonical_classes() -%}
    {{ return(var('canonical_columns') | list) }}
{%- endmacro %}
