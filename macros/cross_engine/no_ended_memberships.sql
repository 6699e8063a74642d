{% macro no_ended_memberships() -%}
    {{ return(adapter.dispatch('no_ended_memberships')()) }}
{%- endmacro %}

{% macro duckdb__no_ended_memberships() -%}
    cast(
        [] as struct(
            segment varchar, entered_at timestamp, last_qualified_at timestamp, exited_at timestamp, exited_reason varchar
        )[]
    )
{%- endmacro %}
