{% macro identities_json(identities) -%}
    {{ return(adapter.dispatch('identities_json')(identities)) }}
{%- endmacro %}

{% macro duckdb__identities_json(identities) -%}
    cast(
        to_json(
            list_filter(
                [
                    {% for namespace, column, is_primary in identities -%}
                        {'namespace': '{{ namespace }}', 'id': {{ column }}, 'primary': {{ is_primary | lower }}}
                        {{- ',' if not loop.last }}
                    {% endfor -%}
                ],
                lambda identity: identity['id'] is not null
            )
        ) as varchar
    )
{%- endmacro %}
