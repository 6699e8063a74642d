{% macro earlier_memberships(history) -%}
    earlier_memberships as (

        {% if history -%}
            select
                coalesce(profile_aliases.profile_id, history.profile_id) as profile_id,
                history.membership.segment,
                history.membership.entered_at,
                case when history.membership.exited_at < build_clock.as_of then history.membership.exited_at end as left_at
            from (
                select
                    profile_id,
                    {{ unnested('memberships') }} as membership
                from {{ history }}
            ) as history
            cross join build_clock
            left join profile_aliases
                on history.profile_id = profile_aliases.former_profile_id
            where history.membership.entered_at < build_clock.as_of
        {%- else -%}
            select
                cast(null as {{ dbt.type_string() }}) as profile_id,
                cast(null as {{ dbt.type_string() }}) as segment,
                cast(null as timestamp) as entered_at,
                cast(null as timestamp) as left_at
            where false
        {%- endif %}

    ),
{%- endmacro %}
