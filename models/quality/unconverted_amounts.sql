with

profile_events as (

    select * from {{ ref('profile_events') }}

),

final as (

    select
        dataset,
        currency,
        cast(count(*) as bigint) as event_count,
        cast(sum(revenue) as decimal(38, 4)) as revenue,
        min(event_at) as first_event_at,
        max(event_at) as last_event_at
    from profile_events
    where
        revenue is not null
        and reporting_revenue is null
    group by
        dataset,
        currency

)

select * from final
