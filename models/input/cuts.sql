{#
    Every moment that the build needs features for. Scoring speaks for `as_of`. Labelled cuts lie one outcome window
    apart, the newest one window before `as_of`, so that every label is known; they reach back as long as the events
    cover the lookback before them. The newest labelled cut is the test cut; the older ones train.
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

history as (

    select min(event_at) as first_event_at
    from experience_events

),

steps as (

    {{ whole_numbers(0, var('max_labelled_cuts')) }}

),

candidates as (

    select
        declared_predictions.insight,
        declared_predictions.lookback_days,
        case steps.n when 0 then 'scoring' when 1 then 'test' else 'training' end as role,
        steps.n * declared_predictions.window_days as days_before_as_of,
        build_clock.as_of - to_days(steps.n * declared_predictions.window_days) as cut_at,
        build_clock.as_of - to_days((steps.n - 1) * declared_predictions.window_days) as label_until
    from build_clock
    cross join declared_predictions
    cross join steps

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
