{% macro memberships_since(segments, moment) -%}
    {{ return(adapter.dispatch('memberships_since')(segments, moment)) }}
{%- endmacro %}

{% macro duckdb__memberships_since(segments, moment) -%}
    list_transform(string_split({{ segments }}, ','), lambda segment: {{ as_struct({'segment': 'segment', 'entered_at': moment}) }})
{%- endmacro %}
