{% macro earlier_memberships(history) -%}
    {% if history -%}
        select
            coalesce(profile_aliases.profile_id, memberships.profile_id) as profile_id,
            memberships.segment,
            memberships.entered_at,
            case when memberships.left_at < build_clock.as_of then memberships.left_at end as left_at
        from (
            select
                profile_id,
                segment,
                entered_at,
                cast(null as timestamp) as left_at
            from (select profile_id, {{ unnested_structs('memberships') }} from {{ history }}) as current_memberships
            union all
            select
                profile_id,
                segment,
                entered_at,
                exited_at as left_at
            from (select profile_id, {{ unnested_structs('ended') }} from {{ history }}) as ended_memberships
        ) as memberships
        cross join build_clock
        left join profile_aliases
            on memberships.profile_id = profile_aliases.former_profile_id
        where memberships.entered_at < build_clock.as_of
    {%- else -%}
        select
            cast(null as {{ dbt.type_string() }}) as profile_id,
            cast(null as {{ dbt.type_string() }}) as segment,
            cast(null as timestamp) as entered_at,
            cast(null as timestamp) as left_at
        where false
    {%- endif %}
{%- endmacro %}
