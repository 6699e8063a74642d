{# The names of the canonical classes, in the order in which they are reported. #}
{% macro canonical_classes() -%}
    {{ return(var('canonical_columns') | list) }}
{%- endmacro %}
