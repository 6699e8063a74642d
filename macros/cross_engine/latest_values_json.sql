{% macro latest_values_json(value, order_key, condition, count) -%}
    {{ return(adapter.dispatch('latest_values_json')(value, order_key, condition, count)) }}
{%- endmacro %}

{% macro duckdb__latest_values_json(value, order_key, condition, count) -%}
    cast(
        to_json(coalesce(max_by({{ value }}, {{ order_key }}, {{ count }}) filter (where {{ condition }}), []))
        as varchar
    )
{%- endmacro %}
