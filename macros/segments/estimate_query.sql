{% macro estimate_query(segment, definitions, end, relations, others) -%}
    {%- set sampled = "profile_id < '" ~ end ~ "'" -%}
    with

    build_clock as (

        select * from {{ relations.build_clock }}

    ),

    customer_profiles as {{ inlined() }} (

        select * from {{ relations.customer_profiles }}
        where {{ sampled }}

    ),

    {% for relation in ['identity_map', 'int_affinities', 'profile_events'] -%}
        {{ relation }} as {{ inlined() }} (

            select * from {{ relations[relation] }}
            where {{ sampled }}

        ),

    {% endfor -%}
    profile_aliases as {{ inlined() }} (

        select * from {{ relations.profile_aliases }}

    ),

    events as {{ inlined() }} (

        select
            {{ event_columns() }},
            build_clock.as_of
        from profile_events
        cross join build_clock
        where profile_events.event_at < build_clock.as_of

    ),

    {{ earlier_memberships(relations.segment_history) }}

    {{ evaluated_profiles(definitions) }}

    members as (

        select profile_id
        from evaluated_profiles
        where in__{{ segment }}

    )

    select
        (select count(*) from customer_profiles) as profiles_read,
        {% for other in others -%}
            count(case when built.{{ other }} then 1 end) as {{ other }},
        {% endfor -%}
        count(*) as seen_members
    from members
    {% if others -%}
        left join {{ relations.segment_evaluations }} as built
            on members.profile_id = built.profile_id
    {%- endif %}
{%- endmacro %}
