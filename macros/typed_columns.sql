{% macro typed_columns(class) -%}
    {{ return({
        'profile_records': ['updated_at', 'ingested_at'] + (profile_attributes() | map(attribute='name') | list),
        'experience_events': ['event_at', 'ingested_at', 'quantity', 'revenue'],
        'products': ['price'],
        'contents': [],
        'consents': ['recorded_at'],
        'exchange_rates': ['rate_date', 'rate'],
    }[class]) }}
{%- endmacro %}
