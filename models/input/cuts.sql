{#
    Every moment that the build needs features for. Scoring speaks for `as_of`. The newest labelled cut lies one outcome
    window before `as_of`, so that every label is known, the others one step apart before it; they reach back as long as
    the events cover the lookback before them. The newest labelled cut is the test cut; the older ones train.
#}
with

experience_events as (

    select * from {{ ref('experience_events') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

judged_horizons as (

    select * from {{ ref('judged_horizons') }}

),

declared_affinities as (

    select * from {{ ref('declared_affinities') }}

),

-- Value is judged on windows that overlap: few businesses have many horizons of history.
declared as (

    select
        insight,
        lookback_days,
        window_days,
        window_days as step_days,
        {{ threshold('max_labelled_cuts') }} as cut_count
    from declared_predictions
    union all
    select
        insight,
        judged_days as lookback_days,
        judged_days as window_days,
        least(judged_days // 2, 90) as step_days,
        {{ threshold('max_labelled_cuts') }} as cut_count
    from judged_horizons
    union all
    select
        insight,
        3 * window_days as lookback_days,
        window_days,
        window_days as step_days,
        least(6, {{ threshold('max_labelled_cuts') }}) as cut_count
    from declared_affinities
    union all
    select
        'engagement' as insight,
        90 as lookback_days,
        30 as window_days,
        30 as step_days,
        least(4, {{ threshold('max_labelled_cuts') }}) as cut_count

),

history as (

    select min(event_at) as first_event_at
    from experience_events

),

steps as (

    {{ whole_numbers(0, threshold('max_labelled_cuts')) }}

),

days as (

    select
        declared.insight,
        declared.lookback_days,
        declared.window_days,
        case steps.n when 0 then 'scoring' when 1 then 'test' else 'training' end as role,
        case
            when steps.n > 0 then declared.window_days + (steps.n - 1) * declared.step_days else 0
        end as days_before_as_of
    from declared
    cross join steps
    where steps.n <= declared.cut_count

),

candidates as (

    select
        days.*,
        build_clock.as_of - to_days(days.days_before_as_of) as cut_at,
        build_clock.as_of - to_days(days.days_before_as_of - days.window_days) as label_until
    from days
    cross join build_clock

),

final as (

    select
        candidates.insight,
        candidates.role,
        candidates.cut_at,
        candidates.label_until,
        cast(candidates.days_before_as_of as bigint) as days_before_as_of
    from candidates
    cross join history
    where
        candidates.role = 'scoring'
        or cast(candidates.cut_at as date)
        >= cast(history.first_event_at as date) + candidates.lookback_days

)

select * from final
