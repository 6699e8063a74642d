{% macro allowed_names(found, names) -%}
    {%- set nearest = nearest_name(found, names) -%}
    {{ return('allowed are ' ~ (names | join(', ') or 'none') ~ ('; the nearest is ' ~ nearest if nearest else '')) }}
{%- endmacro %}
