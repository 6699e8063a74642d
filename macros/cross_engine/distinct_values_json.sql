{% macro distinct_values_json(column) -%}
    {{ return(adapter.dispatch('distinct_values_json')(column)) }}
{%- endmacro %}

{% macro duckdb__distinct_values_json(column) -%}
    coalesce(
        cast(to_json(list_sort(list(distinct {{ column }}) filter (where {{ column }} is not null))) as varchar), '[]'
    )
{%- endmacro %}
