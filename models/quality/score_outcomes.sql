{#
    What came true of what was foretold, in the events that models may look at.
#}
{%- set conditioned = [] -%}
{%- for event in predictions() | map(attribute='events.outcome') if event.key not in event.types -%}
    {%- do conditioned.append(event) -%}
{%- endfor %}
with

closed as (

    select * from {{ ref('int_closed_scores') }}

),

int_feature_events as (

    select * from {{ ref('int_feature_events') }}

),

int_item_events as (

    select * from {{ ref('int_item_events') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

judged_events as (

    select
        identity_id,
        event_at,
        revenue,
        event_type as outcome_event
    from int_feature_events
    {% for event in conditioned -%}
        union all
        select
            identity_id,
            event_at,
            revenue,
            {{ text_literal(event.key) }} as outcome_event
        from int_feature_events
        where {{ event.condition }}
    {% endfor %}
),

happened as (

    select
        closed.insight,
        closed.scored_at,
        closed.profile_id,
        closed.item,
        count(
            distinct case
                when judged_events.outcome_event = closed.event_type
                    then {{ whole_days_between('judged_events.event_at', 'closed.closes_at') }}
            end
        ) as day_count,
        sum(
            case
                when judged_events.outcome_event = closed.event_type
                    then judged_events.revenue
                else -judged_events.revenue
            end
        ) as revenue
    from closed
    inner join identity_map
        on closed.present_profile_id = identity_map.profile_id
    inner join judged_events
        on
            identity_map.identity_id = judged_events.identity_id
            and closed.scored_at <= judged_events.event_at
            and closed.closes_at > judged_events.event_at
            and (
                closed.event_type = judged_events.outcome_event
                or (closed.measure = 'net_value' and judged_events.outcome_event = 'refund')
            )
    where closed.item = ''
    group by
        closed.insight,
        closed.scored_at,
        closed.profile_id,
        closed.item
    union all
    select
        closed.insight,
        closed.scored_at,
        closed.profile_id,
        closed.item,
        count(*) as day_count,
        null as revenue
    from closed
    inner join identity_map
        on closed.present_profile_id = identity_map.profile_id
    inner join int_item_events
        on
            closed.insight = int_item_events.insight
            and closed.item = int_item_events.item
            and identity_map.identity_id = int_item_events.identity_id
            and closed.scored_at <= int_item_events.event_at
            and closed.closes_at > int_item_events.event_at
    group by
        closed.insight,
        closed.scored_at,
        closed.profile_id,
        closed.item

),

known as (

    select
        closed.insight,
        closed.version,
        closed.scored_at,
        closed.closes_at,
        closed.forecast,
        closed.percentile,
        closed.not_judged_reason,
        case
            when closed.measure in ('present', 'absent')
                then {{ score_band('100 * closed.forecast') }}
        end as band,
        case closed.measure
            when 'present' then case when happened.day_count > 0 then 1 else 0 end
            when 'absent' then case when happened.day_count > 0 then 0 else 1 end
            when 'orders' then coalesce(happened.day_count, 0)
            else coalesce(happened.revenue, 0)
        end as outcome
    from closed
    left join happened
        on
            closed.insight = happened.insight
            and closed.scored_at = happened.scored_at
            and closed.profile_id = happened.profile_id
            and closed.item = happened.item

),

bucketed as (

    select
        *,
        'all' as bucket_kind,
        'all' as bucket
    from known
    where not_judged_reason is null
    union all
    select
        *,
        'band' as bucket_kind,
        band as bucket
    from known
    where band is not null and not_judged_reason is null
    union all
    select
        *,
        'decile' as bucket_kind,
        cast((percentile + 9) // 10 as {{ dbt.type_string() }}) as bucket
    from known
    where percentile is not null and not_judged_reason is null
    union all
    select
        *,
        'not_judged' as bucket_kind,
        not_judged_reason as bucket
    from known
    where not_judged_reason is not null

),

final as (

    select
        insight,
        version,
        scored_at,
        closes_at,
        bucket_kind,
        bucket,
        cast(count(*) as bigint) as score_count,
        avg(cast(forecast as decimal(28, 9))) as mean_forecast,
        case
            when bucket_kind != 'not_judged' then avg(cast(outcome as decimal(28, 9)))
        end as mean_outcome
    from bucketed
    group by
        insight,
        version,
        scored_at,
        closes_at,
        bucket_kind,
        bucket

)

select * from final
