{% macro whole_numbers(first, last) -%}
    {{ return(adapter.dispatch('whole_numbers')(first, last)) }}
{%- endmacro %}

{% macro duckdb__whole_numbers(first, last) -%}
    select cast(range as bigint) as n
    from range({{ first }}, {{ last + 1 }})
{%- endmacro %}
