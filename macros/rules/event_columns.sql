{% macro event_columns(without=[]) -%}
    profile_events.event_id,
    profile_events.dataset,
    profile_events.event_type,
    profile_events.event_at,
    profile_events.order_id,
    {{ order_key('profile_events') }} as order_key,
    profile_events.product_id,
    profile_events.quantity,
    profile_events.reporting_revenue as revenue,
    profile_events.content_id,
    profile_events.campaign_id,
    profile_events.channel,
    profile_events.session_id
    {%- for property in event_properties() -%}
        ,
        {% if property.name in without -%}
            cast(null as {{ property.data_type }}) as {{ property.name }}
        {%- else -%}
            {{ typed_value(json_text('profile_events.properties', property.key), property.data_type) }} as {{ property.name }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
