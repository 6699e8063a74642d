{#
    Outcomes follow the person as known now: every name that was scored leads to the one of today. An event that a
    prediction puts conditions on is judged by its declaration of today; where there is none any more, so is no score. Nor
    is one whose window held events that have expired: they may have been anybody's.
#}
{%- set conditioned, declared = [], [] -%}
{%- for event in predictions() | map(attribute='events.outcome') if event.key not in event.types -%}
    {%- do conditioned.append(event) -%}
    {%- do declared.append(event.key) -%}
{%- endfor %}
with

ml_scores__followed as (

    select * from {{ ref('ml_scores__followed') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

profile_aliases as (

    select * from {{ ref('profile_aliases') }}

),

int_feature_events as (

    select * from {{ ref('int_feature_events') }}

),

int_expired_events as (

    select * from {{ ref('int_expired_events') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

-- What models may not look at was never judged by.
expired as (

    select
        int_expired_events.event_type,
        max(int_expired_events.event_at) as last_event_at
    from int_expired_events
    left join int_datasets
        on int_expired_events.dataset = int_datasets.dataset
    where
        int_datasets.is_profile_enabled is not false
        and not {{ forbids_data_science('int_datasets.usage_labels') }}
    group by int_expired_events.event_type

),

judged_events as (

    select
        profile_id,
        event_at,
        revenue,
        event_type as outcome_event
    from int_feature_events
    {% for event in conditioned -%}
        union all
        select
            profile_id,
            event_at,
            revenue,
            {{ text_literal(event.key) }} as outcome_event
        from int_feature_events
        where {{ event.condition }}
    {% endfor %}
),

closed as (

    select
        ml_scores__followed.*,
        coalesce(profile_aliases.profile_id, ml_scores__followed.profile_id) as present_profile_id
    from ml_scores__followed
    inner join build_clock
        on ml_scores__followed.closes_at <= build_clock.as_of
    left join profile_aliases
        on ml_scores__followed.profile_id = profile_aliases.former_profile_id
    where
        left(ml_scores__followed.event_type, 1) != '{'
        or ml_scores__followed.event_type in ({{ text_list([''] + declared) }})

),

incomplete as (

    select distinct
        closed.insight,
        closed.scored_at
    from closed
    inner join expired
        on
            closed.scored_at <= expired.last_event_at
            and (
                closed.event_type = expired.event_type
                or (closed.measure = 'net_value' and expired.event_type = 'refund')
                or contains(closed.event_type, '"' || expired.event_type || '"')
            )

),

happened as (

    select
        closed.insight,
        closed.scored_at,
        closed.profile_id,
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
    inner join judged_events
        on
            closed.present_profile_id = judged_events.profile_id
            and closed.scored_at <= judged_events.event_at
            and closed.closes_at > judged_events.event_at
            and (
                closed.event_type = judged_events.outcome_event
                or (closed.measure = 'net_value' and judged_events.outcome_event = 'refund')
            )
    group by
        closed.insight,
        closed.scored_at,
        closed.profile_id

),

known as (

    select
        closed.insight,
        closed.version,
        closed.scored_at,
        closed.closes_at,
        closed.forecast,
        closed.percentile,
        case
            when closed.measure in ('present', 'absent')
                then {{ score_band('100 * closed.forecast') }}
        end as band,
        cast(
            case closed.measure
                when 'present' then case when happened.day_count > 0 then 1 else 0 end
                when 'absent' then case when happened.day_count > 0 then 0 else 1 end
                when 'orders' then coalesce(happened.day_count, 0)
                else coalesce(happened.revenue, 0)
            end as double
        ) as outcome
    from closed
    left join happened
        on
            closed.insight = happened.insight
            and closed.scored_at = happened.scored_at
            and closed.profile_id = happened.profile_id
    left join incomplete
        on
            closed.insight = incomplete.insight
            and closed.scored_at = incomplete.scored_at
    where incomplete.insight is null

),

bucketed as (

    select
        *,
        'all' as bucket_kind,
        'all' as bucket
    from known
    union all
    select
        *,
        'band' as bucket_kind,
        band as bucket
    from known
    where band is not null
    union all
    select
        *,
        'decile' as bucket_kind,
        cast((percentile + 9) // 10 as {{ dbt.type_string() }}) as bucket
    from known
    where percentile is not null

),

final as (

    select
        insight,
        version,
        scored_at,
        closes_at,
        bucket_kind,
        bucket,
        cast(count(*) as bigint) as profile_count,
        avg(cast(forecast as decimal(28, 9))) as mean_forecast,
        avg(cast(outcome as decimal(28, 9))) as mean_outcome
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
