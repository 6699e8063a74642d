{#
    Over how many days each horizon of `lifetime_value` is judged: all of it, its half or its third, the longest that
    history holds three times, so that there are several cuts. What reaches further ahead than history reaches back is
    not cut, nor into parts that see no weekday twice.
#}
with

declared_horizons as (

    select * from {{ ref('declared_horizons') }}

),

experience_events as (

    select * from {{ ref('experience_events') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

-- What is kept out of profiles, or of models, is no history of them. An order may have many lines.
orders as (

    select
        {{ order_key('experience_events') }} as order_key,
        min(experience_events.event_at) as ordered_at
    from experience_events
    inner join build_clock
        on experience_events.event_at < build_clock.as_of
    left join int_datasets
        on experience_events.dataset = int_datasets.dataset
    where
        experience_events.event_type = 'purchase'
        and int_datasets.is_profile_enabled is not false
        and not {{ forbids_data_science('int_datasets.usage_labels') }}
    group by {{ order_key('experience_events') }}

),

numbered as (

    select
        cast(ordered_at as date) as order_day,
        row_number() over (order by ordered_at) as order_number,
        count(*) over () as order_count
    from orders

),

-- A few stray orders are no beginning.
history as (

    select min(order_day) as history_from
    from numbered
    where order_number >= greatest(10, order_count / 1000)

),

watched as (

    select
        declared_horizons.*,
        history.history_from,
        cast(build_clock.as_of as date) - history.history_from as history_days
    from declared_horizons
    cross join history
    cross join build_clock

),

final as (

    select
        *,
        case
            when horizon_days // 2 < 14 then 2 * horizon_days
            when horizon_days // 3 < 14 then 3 * (horizon_days // 2)
            else horizon_days
        end as needed_days,
        case
            when history_days >= 3 * horizon_days then horizon_days
            when horizon_days // 2 >= 14 and history_days >= 3 * (horizon_days // 2)
                then horizon_days // 2
            when horizon_days // 3 >= 14 and history_days >= horizon_days then horizon_days // 3
            else horizon_days
        end as judged_days
    from watched

)

select * from final
