{#
    What each identity did on each day, counted back from `as_of`. All cuts lie whole days before `as_of`, so these days
    serve every cut, and the events are read once.
#}
with

profile_events as (

    select * from {{ ref('profile_events') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

final as (

    select
        profile_events.identity_id,
        profile_events.event_type,
        {{ whole_days_between('profile_events.event_at', 'build_clock.as_of') }}
            as days_before_as_of,
        max(profile_events.event_at) as last_event_at,
        cast(count(*) as bigint) as event_count,
        cast(sum(profile_events.reporting_revenue) as decimal(38, 4)) as revenue
    from profile_events
    cross join build_clock
    where profile_events.event_at < build_clock.as_of
    group by
        profile_events.identity_id,
        profile_events.event_type,
        {{ whole_days_between('profile_events.event_at', 'build_clock.as_of') }}

)

select * from final
