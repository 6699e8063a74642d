{#
    What sets people apart as an audience, over the year before as_of: how long ago they were last seen, how often they
    come and buy, what a day with an order is worth, and how many kinds of things they do. What the shop sends is no
    activity. Day 0 is the last one before as_of.
#}
with

int_cut_profiles as (

    select * from {{ ref('int_cut_profiles') }}

),

int_daily_activity as (

    select * from {{ ref('int_daily_activity') }}

),

-- Those who did nothing have one row without a day.
activity as (

    select
        int_cut_profiles.cut_at,
        int_cut_profiles.name_identity_id,
        int_cut_profiles.profile_id,
        int_daily_activity.days_before_as_of as day_number,
        int_daily_activity.event_type,
        int_daily_activity.revenue
    from int_cut_profiles
    left join int_daily_activity
        on
            int_cut_profiles.identity_id = int_daily_activity.identity_id
            and int_daily_activity.days_before_as_of between 0 and 364
            and int_daily_activity.event_type != 'email_sent'
    where
        int_cut_profiles.insight = 'engagement'
        and int_cut_profiles.role = 'scoring'

),

final as (

    select
        cut_at,
        profile_id,
        name_identity_id,
        cast(min(day_number) as bigint) as days_since_active,
        count(distinct day_number) as active_day_count,
        count(distinct case when event_type = 'purchase' then day_number end) as order_day_count,
        round(
            cast(
                coalesce(
                    greatest(sum(case when event_type = 'purchase' then revenue end), 0), 0
                ) as double
            )
            / greatest(count(distinct case when event_type = 'purchase' then day_number end), 1),
            9
        ) as revenue_per_order_day,
        count(distinct event_type) as kind_count
    from activity
    group by
        cut_at,
        profile_id,
        name_identity_id

)

select * from final
