{% macro json_text_object(pairs) -%}
    {{ return(adapter.dispatch('json_text_object')(pairs)) }}
{%- endmacro %}

{% macro duckdb__json_text_object(pairs) -%}
    cast(json_object(
        {%- for key, expression in pairs %}'{{ key }}', {{ expression }}{{ ', ' if not loop.last }}{% endfor -%}
    ) as varchar)
{%- endmacro %}
