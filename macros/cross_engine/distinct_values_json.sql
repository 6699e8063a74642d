{% macro distinct_values_json(column) -%}
    {{ return(adapter.dispatch('distinct_values_json')(column)) }}
{%- endmacro %}

{% macro duckdb__distinct_values_json(column) -%}
    cast(to_json(list_sort(list(distinct {{ column }}))) as varchar)
{%- endmacro %}
