{% macro earlier_memberships(history, sizes) -%}
    known_memberships as {{ inlined() }} (

        {% if history -%}
            select
                coalesce(profile_aliases.profile_id, memberships.profile_id) as profile_id,
                memberships.segment,
                memberships.entered_at,
                case when memberships.exited_at < build_clock.as_of then memberships.exited_at end as exited_at,
                memberships.exited_at as last_qualified_at,
                '' as exited_reason
            from (
                select
                    profile_id,
                    segment,
                    entered_at,
                    cast(null as timestamp) as exited_at
                from (select profile_id, {{ unnested_structs('memberships') }} from {{ history }}) as current_memberships
                union all
                select
                    profile_id,
                    segment,
                    entered_at,
                    exited_at
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
                cast(null as timestamp) as exited_at,
                cast(null as timestamp) as last_qualified_at,
                '' as exited_reason
            where false
        {%- endif %}

    ),

    {#- When an audience was evaluated first, or again after its file was gone, or by another rule: who is in it then may have been for long. -#}
    beginnings as {{ inlined() }} (

        {% if sizes -%}
            select
                segment,
                as_of
            from ({{ successive_evaluations(sizes) }}) as successive
            where previous_hash is distinct from definition_hash
        {%- else -%}
            select
                cast(null as {{ dbt.type_string() }}) as segment,
                cast(null as timestamp) as as_of
            where false
        {%- endif %}

    ),

    earlier_memberships as {{ inlined() }} (

        select
            stretches.profile_id,
            stretches.segment,
            case when beginnings.segment is null then stretches.entered_at end as entered_at,
            stretches.exited_at as left_at
        from ({{ joined_stretches('known_memberships') }}) as stretches
        left join beginnings
            on
                stretches.segment = beginnings.segment
                and stretches.entered_at = beginnings.as_of

    ),
{%- endmacro %}
