{#
    Every moment that the build needs features for. Scoring speaks for `as_of`. The newest labelled cut lies one outcome
    window before `as_of`, so that every label is known, the others one step apart before it; they reach back as long as
    the events, of value the orders, cover the lookback before them. The newest labelled cut is the test cut; the older
    ones train. Of value some more tell of the season: horizons of a year and more have every season.
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

history as (

    select cast(min(event_at) as date) as first_day
    from experience_events

),

-- Value is judged on windows that overlap: few businesses have many horizons of history.
declared as (

    select
        declared_predictions.insight,
        history.first_day as history_from,
        declared_predictions.lookback_days,
        declared_predictions.window_days,
        declared_predictions.window_days as step_days,
        {{ threshold('max_labelled_cuts') }} as cut_count
    from declared_predictions
    cross join history
    union all
    select
        insight,
        history_from,
        judged_days as lookback_days,
        judged_days as window_days,
        least(judged_days // 2, 90) as step_days,
        {{ threshold('max_labelled_cuts') }} as cut_count
    from judged_horizons
    union all
    select
        declared_affinities.insight,
        history.first_day as history_from,
        3 * declared_affinities.window_days as lookback_days,
        declared_affinities.window_days,
        declared_affinities.window_days as step_days,
        least(6, {{ threshold('max_labelled_cuts') }}) as cut_count
    from declared_affinities
    cross join history
    union all
    select
        'engagement' as insight,
        first_day as history_from,
        90 as lookback_days,
        30 as window_days,
        30 as step_days,
        least(4, {{ threshold('max_labelled_cuts') }}) as cut_count
    from history

),

steps as (

    {{ whole_numbers(0, threshold('max_labelled_cuts')) }}

),

regular as (

    select
        declared.insight,
        declared.history_from,
        declared.lookback_days,
        declared.window_days,
        steps.n as step_number,
        case steps.n when 0 then 'scoring' when 1 then 'test' else 'training' end as role,
        case
            when steps.n > 0 then declared.window_days + (steps.n - 1) * declared.step_days else 0
        end as days_before_as_of
    from declared
    cross join steps
    where steps.n <= declared.cut_count

),

-- A year before a forecast, or one of the four that are judged, tells of its season.
a_year_before as (

    select
        regular.insight,
        regular.history_from,
        regular.lookback_days,
        regular.window_days,
        'season' as role,
        regular.days_before_as_of + 365 as days_before_as_of
    from regular
    inner join judged_horizons
        on
            regular.insight = judged_horizons.insight
            and judged_horizons.judged_days = judged_horizons.horizon_days
    -- As near, and its outcome was known by then.
    left join regular as near_by
        on
            regular.insight = near_by.insight
            and abs(near_by.days_before_as_of - regular.days_before_as_of - 365)
            <= judged_horizons.judged_days // 8
            and near_by.days_before_as_of - regular.days_before_as_of
            >= judged_horizons.judged_days
    where
        regular.step_number <= 4
        and judged_horizons.judged_days < 365
        and near_by.insight is null

),

days as (

    select * exclude (step_number) from regular
    union all
    select * from a_year_before

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
        insight,
        role,
        cut_at,
        label_until,
        cast(days_before_as_of as bigint) as days_before_as_of
    from candidates
    where
        role = 'scoring'
        or cast(cut_at as date) >= history_from + lookback_days

)

select * from final
