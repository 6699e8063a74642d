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
        {{ event_columns() }},
        {{ microseconds_between('profile_events.event_at', 'build_clock.as_of') }}
            as microseconds_ago,
        build_clock.as_of
    from profile_events
    cross join build_clock
    where profile_events.event_at < build_clock.as_of

),

computed as (

    select
        {% for attribute in computed_attributes() -%}
            {{ event_aggregate(attribute.name, attribute) }},
        {% endfor -%}
        profile_id
    from events
    group by profile_id

),

final as (

    select
        int_profiles.profile_id,
        {% for attribute in computed_attributes() -%}
            {% if attribute.type == 'count' -%}
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
