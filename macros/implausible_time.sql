{% macro implausible_time(column) -%}
    {{ return((
        'implausible_time',
        column ~ " < timestamp '1970-01-01' or " ~ column ~ " > ingested_at + interval 1 day",
        found_value(column, column ~ '_text', 'it should lie between 1970 and a day after ingested_at'),
    )) }}
{%- endmacro %}
