{#
    Every segment over every profile at once: events are aggregated once for all conditions, and each segment is a column
    that others may ask about. The rules come from the segment files themselves.
#}
{%- set definitions = compiled_segments() -%}
{%- set earlier = load_relation(source('earlier_evaluations', 'segment_history')) if execute else none -%}
with

build_clock as (

    select * from {{ ref('build_clock') }}

),

customer_profiles as {{ inlined() }} (

    select * from {{ ref('customer_profiles') }}

),

identity_map as {{ inlined() }} (

    select * from {{ ref('identity_map') }}

),

int_affinities as {{ inlined() }} (

    select * from {{ ref('int_affinities') }}

),

profile_aliases as {{ inlined() }} (

    select * from {{ ref('profile_aliases') }}

),

profile_events as {{ inlined() }} (

    select * from {{ ref('profile_events') }}

),

events as {{ inlined() }} (

    select
        {{ event_columns() }},
        build_clock.as_of
    from profile_events
    cross join build_clock
    where profile_events.event_at < build_clock.as_of

),

{{ earlier_memberships(earlier) }}

{{ evaluated_profiles(definitions) }}

final as (

    select
        profile_id,
        {{ names_that_hold(definitions | map(attribute='name') | sort, 'in__') }} as segments
        {% for definition in definitions -%}
            ,
            in__{{ definition.name }}
        {% endfor %}
    from evaluated_profiles

)

select * from final
