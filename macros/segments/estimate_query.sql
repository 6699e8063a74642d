{% macro estimate_query(segment, definitions, condition, relations, others) -%}
    with

    {{ segment_inputs(relations, condition) }}

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
