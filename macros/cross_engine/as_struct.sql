{% macro as_struct(fields) -%}
    {{ return(adapter.dispatch('as_struct')(fields)) }}
{%- endmacro %}

{% macro duckdb__as_struct(fields) -%}
    { {%- for name, expression in fields.items() %}'{{ name }}': {{ expression }}{{ ', ' if not loop.last }}{% endfor -%} }
{%- endmacro %}
