{% macro unparseable_value(column, expected) -%}
    {{ return((
        'unparseable_' ~ column,
        column ~ ' is null and ' ~ text_value(column ~ '_text') ~ ' is not null',
        found_value(column, column ~ '_text', 'it should be ' ~ expected),
    )) }}
{%- endmacro %}
