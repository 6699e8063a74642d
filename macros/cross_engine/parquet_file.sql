{% macro parquet_file(path) -%}
    {{ return(adapter.dispatch('parquet_file')(path)) }}
{%- endmacro %}

{% macro duckdb__parquet_file(path) -%}
    read_parquet({{ text_literal(path) }})
{%- endmacro %}
