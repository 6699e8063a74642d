{#
    Every segment over every profile in one pass: the events are aggregated once for all conditions, and each segment is
    a column that later ones may ask about. The rules come from the segment files themselves.
#}
{%- set definitions = compiled_segments() -%}
{%- set event_conditions = {} -%}
{%- for definition in definitions -%}
    {%- do event_conditions.update(definition.events) -%}
{%- endfor -%}
with

customer_profiles as (

    select * from {{ ref('customer_profiles') }}

),

profile_events as (

    select * from {{ ref('profile_events') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

event_counts as (

    select
        {% for event_type, within_days in event_conditions -%}
            count_if(
                profile_events.event_type = {{ event_type }}
                {%- if within_days %}
                    and profile_events.event_at >= build_clock.as_of - to_days({{ within_days }})
                {%- endif %}
            ) as {{ segment_event_column(event_type, within_days) }},
        {% endfor -%}
        profile_events.profile_id
    from profile_events
    cross join build_clock
    where profile_events.event_at < build_clock.as_of
    group by profile_events.profile_id

),

profiles_0 as (

    select
        {% for event_type, within_days in event_conditions -%}
            {%- set column = segment_event_column(event_type, within_days) -%}
            coalesce(event_counts.{{ column }}, 0) as {{ column }},
        {% endfor -%}
        customer_profiles.*
    from customer_profiles
    left join event_counts
        on customer_profiles.profile_id = event_counts.profile_id

),

{% for definition in definitions %}
    profiles_{{ loop.index }} as (

        select
            *,
            {{ definition.condition }} as in__{{ definition.name }}
        from profiles_{{ loop.index0 }}

    ),
{% endfor %}

memberships as (

    select
        profile_id,
        {{ names_that_hold(definitions | map(attribute='name') | list, 'in__') }} as segment
    from profiles_{{ definitions | length }}
    where general_consent != 'out'

),

final as (

    select
        profile_id,
        segment
    from memberships
    where segment is not null

)

select * from final
