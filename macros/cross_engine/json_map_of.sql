{% macro json_map_of(key, pairs) -%}
    {{ return(adapter.dispatch('json_map_of')(key, pairs)) }}
{%- endmacro %}

{% macro duckdb__json_map_of(key, pairs) -%}
    cast(
        to_json(
            map_from_entries(
                list(
                    {
                        'k': {{ key }},
                        'v': {
                            {%- for name, column in pairs %}'{{ name }}': {{ column }}{{ ', ' if not loop.last }}{% endfor -%}
                        }
                    } order by {{ key }}
                )
            )
        ) as varchar
    )
{%- endmacro %}
