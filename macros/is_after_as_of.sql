{# Whether a row tells of a time after an explicit `as_of`; the default hides nothing. #}
{% macro is_after_as_of(column) -%}
    {%- if var('as_of') -%}coalesce({{ column }} >= {{ moment(var('as_of')) }}, false){%- else -%}false{%- endif -%}
{%- endmacro %}
