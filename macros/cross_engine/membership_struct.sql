{% macro membership_struct(segment, entered_at, last_qualified_at, exited_at, exited_reason) -%}
    {{ return(adapter.dispatch('membership_struct')(segment, entered_at, last_qualified_at, exited_at, exited_reason)) }}
{%- endmacro %}

{% macro duckdb__membership_struct(segment, entered_at, last_qualified_at, exited_at, exited_reason) -%}
    {
        'segment': {{ segment }},
        'entered_at': {{ entered_at }},
        'last_qualified_at': {{ last_qualified_at }},
        'exited_at': {{ exited_at }},
        'exited_reason': {{ exited_reason }}
    }
{%- endmacro %}
