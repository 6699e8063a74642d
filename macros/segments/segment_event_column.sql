{% macro segment_event_column(event_type, within_days) -%}
    {{ return('events__' ~ local_md5(event_type ~ '|' ~ within_days)) }}
{%- endmacro %}
