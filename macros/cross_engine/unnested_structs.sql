{% macro unnested_structs(list) -%}
    {{ return(adapter.dispatch('unnested_structs')(list)) }}
{%- endmacro %}

{% macro duckdb__unnested_structs(list) -%}
    unnest({{ list }}, recursive := true)
{%- endmacro %}
