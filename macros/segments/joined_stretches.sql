{% macro joined_stretches(memberships) -%}
    {#- Pasts that meet in one profile may overlap: what begins before all earlier ones ended goes on with them. -#}
    select
        profile_id,
        segment,
        min(entered_at) as entered_at,
        case when count(*) = count(exited_at) then max(exited_at) end as exited_at,
        case when count(*) = count(exited_at) then max(last_qualified_at) end as last_qualified_at,
        case when count(*) = count(exited_at) then max_by(exited_reason, exited_at) end as exited_reason
    from (
        select
            *,
            count(case when reached_at is null or entered_at > reached_at then 1 end) over (
                partition by profile_id, segment order by entered_at, exited_at
                rows between unbounded preceding and current row
            ) as stretch
        from (
            select
                *,
                max(coalesce(exited_at, timestamp '9999-12-31')) over (
                    partition by profile_id, segment order by entered_at, exited_at
                    rows between unbounded preceding and 1 preceding
                ) as reached_at
            from {{ memberships }}
        ) as reached
    ) as numbered
    group by profile_id, segment, stretch
{%- endmacro %}
