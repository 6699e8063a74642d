{% macro is_after_as_of(column) -%}
    {%- set as_of = declared_moment('as_of') -%}
    {%- if as_of -%}coalesce({{ column }} >= {{ as_of }}, false){%- else -%}false{%- endif -%}
{%- endmacro %}
