{% macro is_after_as_of(column) -%}
    {%- if var('as_of') -%}coalesce({{ column }} >= {{ moment(var('as_of')) }}, false){%- else -%}false{%- endif -%}
{%- endmacro %}
