{% macro columns_of_time(names) -%}
    {{ return(['cut_at', 'days_before_as_of', 'event_at'] | select('in', names) | list) }}
{%- endmacro %}
