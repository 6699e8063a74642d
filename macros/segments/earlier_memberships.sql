{% macro earlier_memberships(history) -%}
    earlier_memberships as (

        {% if history -%}
            select
                coalesce(profile_aliases.profile_id, history.profile_id) as profile_id,
                history.segment,
                history.entered_at,
                case when history.left_at < build_clock.as_of then history.left_at end as left_at
            from (
                select
                    profile_id,
                    membership.segment,
                    membership.entered_at,
                    cast(null as timestamp) as left_at
                from (select profile_id, {{ unnested('memberships') }} as membership from {{ history }}) as current_memberships
                union all
                select
                    profile_id,
                    membership.segment,
                    membership.entered_at,
                    membership.exited_at as left_at
                from (select profile_id, {{ unnested('ended') }} as membership from {{ history }}) as ended_memberships
            ) as history
            cross join build_clock
            left join profile_aliases
                on history.profile_id = profile_aliases.former_profile_id
            where history.entered_at < build_clock.as_of
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
