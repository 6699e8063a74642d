{% macro exact_sum(expression) -%}
    {{ return(adapter.dispatch('exact_sum')(expression)) }}
{%- endmacro %}

{% macro duckdb__exact_sum(expression) -%}
    cast(sum({{ expression }}) as decimal(38, 4))
{%- endmacro %}
