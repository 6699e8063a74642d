{% macro latest_events_json(condition, count) -%}
    {{ return(adapter.dispatch('latest_events_json')(condition, count)) }}
{%- endmacro %}

{% macro duckdb__latest_events_json(condition, count) -%}
    {%- set event = "{'event_type': event_type, 'event_at': event_at, 'dataset': dataset, 'event_id': event_id}" -%}
    {{ latest_values_json(event, '(event_at, dataset, event_id)', condition, count) }}
{%- endmacro %}
