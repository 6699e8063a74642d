{% macro list_of(expression, order_by) -%}
    {{ return(adapter.dispatch('list_of')(expression, order_by)) }}
{%- endmacro %}

{% macro duckdb__list_of(expression, order_by) -%}
    list({{ expression }} order by {{ order_by }})
{%- endmacro %}
