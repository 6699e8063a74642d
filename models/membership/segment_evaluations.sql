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

events as (

    select
        {{ event_columns() }},
        build_clock.as_of
    from profile_events
    cross join build_clock
    where profile_events.event_at < build_clock.as_of

),

measured as (

    select
        {% for column, measure in event_conditions.items() -%}
            {{ event_aggregate(column, measure) }},
        {% endfor -%}
        profile_id
    from events
    group by profile_id

),

profiles_0 as (

    select
        {% for column, measure in event_conditions.items() -%}
            {% if measure.type == 'count' -%}
                coalesce(measured.{{ column }}, 0) as {{ column }},
            {% else -%}
                measured.{{ column }},
            {% endif -%}
        {% endfor -%}
        customer_profiles.*
    from customer_profiles
    left join measured
        on customer_profiles.profile_id = measured.profile_id

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
