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

history as (

    select min(event_at) as first_event_at
    from experience_events

),

steps as (

    {{ whole_numbers(0, var('max_labelled_cuts')) }}

),

final as (

    {% for prediction in predictions() -%}
    select
        '{{ prediction.name }}' as insight,
        case steps.n when 0 then 'scoring' when 1 then 'test' else 'training' end as role,
        build_clock.as_of - to_days(steps.n * {{ prediction.window_days }}) as cut_at,
        build_clock.as_of - to_days((steps.n - 1) * {{ prediction.window_days }}) as label_until
    from build_clock
    cross join history
    cross join steps
    where
        steps.n = 0
        or cast(build_clock.as_of - to_days(steps.n * {{ prediction.window_days }}) as date)
        >= cast(history.first_event_at as date) + {{ prediction.lookback_days }}
    {{ 'union all' if not loop.last }}
    {% else -%}
    select
        cast(null as {{ dbt.type_string() }}) as insight,
        cast(null as {{ dbt.type_string() }}) as role,
        as_of as cut_at,
        as_of as label_until
    from build_clock
    where false
    {% endfor %}
)

select * from final
