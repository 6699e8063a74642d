{% macro event_fields() -%}
    {{ return({
        'dataset': 'text', 'event_type': 'text', 'event_at': 'timestamp', 'order_id': 'text', 'product_id': 'text',
        'quantity': 'number', 'revenue': 'number', 'content_id': 'text', 'campaign_id': 'text', 'channel': 'text',
        'session_id': 'text',
    }) }}
{%- endmacro %}
