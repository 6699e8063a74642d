{% macro hash_percent(text) -%}
    {{ return(adapter.dispatch('hash_percent')(text)) }}
{%- endmacro %}

{% macro duckdb__hash_percent(text) -%}
    cast(concat('0x', left(md5({{ text }}), 8)) as bigint) / 42949672.96
{%- endmacro %}
