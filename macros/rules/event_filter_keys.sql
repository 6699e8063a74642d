{% macro event_filter_keys() -%}
    {{ return(['event', 'where'] + window_keys()) }}
{%- endmacro %}
