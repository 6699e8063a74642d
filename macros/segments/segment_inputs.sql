{% macro segment_inputs(relations, condition='true') -%}
    build_clock as (

        select * from {{ relations.build_clock }}

    ),

    {% for name in ['customer_profiles', 'identity_map', 'int_affinities', 'profile_events'] -%}
        {{ name }} as {{ inlined() }} (

            select * from {{ relations[name] }}
            where {{ condition }}

        ),

    {% endfor -%}

    profile_aliases as {{ inlined() }} (

        select * from {{ relations.profile_aliases }}

    ),

    events as {{ inlined() }} (

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

    {{ earlier_memberships(relations.segment_history, relations.segment_sizes) }}
{%- endmacro %}
