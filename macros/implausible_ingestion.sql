{% macro implausible_ingestion() -%}
    {{ return((
        'implausible_time',
        "ingested_at < timestamp '1970-01-01' or ingested_at >= timestamp '2100-01-01'",
        found_value('ingested_at', 'ingested_at_text', 'it should lie between 1970 and 2099'),
    )) }}
{%- endmacro %}
