{% macro regex_escaped(expression) -%}
    {{ return(adapter.dispatch('regex_escaped')(expression)) }}
{%- endmacro %}

{% macro duckdb__regex_escaped(expression) -%}
    regexp_escape({{ expression }})
{%- endmacro %}
