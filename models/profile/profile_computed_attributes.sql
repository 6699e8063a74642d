{#
    All computed attributes in one pass over the events, however many are declared. Windows end at `as_of`. An event
    without the asked-for value does not count.
#}
with

int_profiles as (

    select * from {{ ref('int_profiles') }}

),

profile_events as (

    select * from {{ ref('profile_events') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

events as (

    select
        profile_events.profile_id,
        profile_events.event_id,
        profile_events.dataset,
        profile_events.event_type,
        profile_events.event_at,
        profile_events.order_id,
        profile_events.product_id,
        profile_events.quantity,
        profile_events.reporting_revenue as revenue,
        profile_events.content_id,
        profile_events.campaign_id,
        profile_events.channel,
        profile_events.session_id,
        {% for property in event_properties() -%}
            {%- set written = json_text('profile_events.properties', property.key) %}
            {{ typed_value(written, property.data_type) }}
                as {{ property.name }},
        {% endfor -%}
        build_clock.as_of
    from profile_events
    cross join build_clock
    where profile_events.event_at < build_clock.as_of

),

computed as (

    select
        {% for attribute in computed_attributes() -%}
            {{ computed_aggregate(attribute) }},
        {% endfor -%}
        profile_id
    from events
    group by profile_id

),

final as (

    select
        int_profiles.profile_id,
        {% for attribute in computed_attributes() -%}
            {% if attribute.function in ['count', 'distinct_count'] -%}
                coalesce(computed.{{ attribute.name }}, 0) as {{ attribute.name }},
            {% elif attribute.function == 'last_n' -%}
                coalesce(computed.{{ attribute.name }}, '[]') as {{ attribute.name }},
            {% else -%}
                computed.{{ attribute.name }},
            {% endif -%}
            {% if attribute.function in ['most_recent', 'first'] -%}
                computed.{{ attribute.name }}_at,
            {% endif -%}
        {% endfor -%}
        computed.profile_id is not null as has_events
    from int_profiles
    left join computed
        on int_profiles.profile_id = computed.profile_id

)

select * from final
