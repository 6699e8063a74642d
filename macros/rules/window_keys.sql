{% macro window_keys() -%}
    {{ return([
        'within_days', 'within_hours', 'within_minutes', 'not_within_days', 'not_within_hours', 'not_within_minutes',
        'since', 'until', 'before', 'during',
    ]) }}
{%- endmacro %}
