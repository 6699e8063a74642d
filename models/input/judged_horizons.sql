{#
    Over how many days each horizon of `lifetime_value` is judged: all of it, its half or its third, the longest that
    history, since the first order, holds three times, so that there are several cuts. What reaches further ahead than
    history reaches back is not cut, nor into parts that see no weekday twice.
#}
with

declared_horizons as (

    select * from {{ ref('declared_horizons') }}

),

experience_events as (

    select * from {{ ref('experience_events') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

history as (

    select cast(min(event_at) as date) as first_day
    from experience_events
    where event_type = 'purchase'

),

watched as (

    select
        declared_horizons.*,
        history.first_day,
        cast(build_clock.as_of as date) as last_day
    from declared_horizons
    cross join history
    cross join build_clock

),

final as (

    select
        * exclude (first_day, last_day),
        case
            when horizon_days // 3 < 14 or last_day >= first_day + 3 * horizon_days
                then horizon_days
            when last_day >= first_day + 3 * (horizon_days // 2) then horizon_days // 2
            when last_day >= first_day + horizon_days then horizon_days // 3
            else horizon_days
        end as judged_days
    from watched

)

select * from final
