{% macro json_array_of(pairs, order_by) -%}
    {{ return(adapter.dispatch('json_array_of')(pairs, order_by)) }}
{%- endmacro %}

{% macro duckdb__json_array_of(pairs, order_by) -%}
    cast(
        to_json(
            list(
                {
                    {%- for key, column in pairs %}'{{ key }}': {{ column }}{{ ', ' if not loop.last }}{% endfor -%}
                } order by {{ order_by }}
            )
        ) as varchar
    )
{%- endmacro %}
