{% macro distinct_values_json(column) -%}
    {{ return(adapter.dispatch('distinct_values_json')(column)) }}
{%- endmacro %}

{% macro duckdb__distinct_values_json(column) -%}
    {#- list_distinct leaves out nulls, and takes half the time of list(distinct …). -#}
    coalesce(cast(to_json(list_sort(list_distinct(list({{ column }})))) as varchar), '[]')
{%- endmacro %}
