{% macro estimate_query(segment, definitions, share, relations, others) -%}
    with

    {{ segment_inputs(relations, 'true' if share >= 1 else 'profile_id < ' ~ sample_end(share)) }}

    {{ evaluated_profiles(definitions) }}

    members as (

        select profile_id
        from evaluated_profiles
        where in__{{ segment }}

    ),

    seen as (

        select count(*) as seen_members
        from members

    ),

    compared as (

        select members.profile_id
        from members
        cross join seen
        where members.profile_id < {{ sample_end('least(1, ' ~ threshold('estimate_compared') ~ ' / nullif(seen.seen_members, 0)) * ' ~ share) }}

    )

    select
        {% for other in others -%}
            count(case when {{ other }} then 1 end) as {{ other }},
        {% endfor -%}
        (select count(*) from customer_profiles) as profiles_read,
        (select seen_members from seen) as seen_members,
        (select count(*) from compared) as compared_members
    {% if others -%}
        from {{ relations.segment_evaluations }}
        where profile_id in (select profile_id from compared)
    {%- endif %}
{%- endmacro %}
