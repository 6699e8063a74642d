{% macro event_fields() -%}
    {%- set fields = {
        'dataset': 'text', 'event_type': 'text', 'event_at': 'timestamp', 'order_id': 'text', 'order_key': 'text', 'product_id': 'text',
        'quantity': 'number', 'revenue': 'number', 'content_id': 'text', 'campaign_id': 'text', 'channel': 'text',
        'session_id': 'text',
    } -%}
    {%- for property in event_properties() -%}
        {%- do fields.update({property.name: property.rule_type}) -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}
