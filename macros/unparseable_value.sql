{# Rejection rule: a text is there but is not of the column's type. `expected` completes "it should be …". #}
{% macro unparseable_value(column, expected) -%}
    {{ return((
        'unparseable_' ~ column,
        column ~ ' is null and ' ~ text_value(column ~ '_text') ~ ' is not null',
        found_value(column, column ~ '_text', 'it should be ' ~ expected),
    )) }}
{%- endmacro %}
