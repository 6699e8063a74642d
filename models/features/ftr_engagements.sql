{#
    How much somebody is with us: five components from 0 to 1, and their weighted mean as a score from 0 to 100. More of
    any component is more of the score. What the shop sends is no activity; day 0 is the last one before the cut.

    recency        halves with every 14 days without activity
    frequency      nears 1 with active days among the last 30: half at 4, three quarters at 8
    event_breadth  nears 1 with ways of being active in the last 90 days, a kind of event in a channel: half at 3
    intensity      nears 1 with events per active day: half at 5, three quarters at 10
    momentum       active days of the last 30 among those of the last 60, one idle day added
#}
{%- set weights = {
    'recency': 0.3, 'frequency': 0.3, 'event_breadth': 0.15, 'intensity': 0.1, 'momentum': 0.15
} -%}
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
        int_cut_profiles.role,
        int_cut_profiles.name_identity_id,
        int_cut_profiles.profile_id,
        int_daily_activity.days_before_as_of - int_cut_profiles.days_before_as_of as day_number,
        int_daily_activity.event_type,
        int_daily_activity.channel,
        int_daily_activity.event_count
    from int_cut_profiles
    left join int_daily_activity
        on
            int_cut_profiles.identity_id = int_daily_activity.identity_id
            and int_cut_profiles.days_before_as_of <= int_daily_activity.days_before_as_of
            and int_cut_profiles.days_before_as_of + 90 > int_daily_activity.days_before_as_of
            and int_daily_activity.event_type != 'email_sent'
    where int_cut_profiles.insight = 'engagement'

),

counted as (

    select
        cut_at,
        role,
        name_identity_id,
        profile_id,
        cast(min(day_number) as bigint) as days_since_active,
        count(distinct case when day_number < 30 then day_number end) as active_days_recent,
        count(distinct case when day_number between 30 and 59 then day_number end)
            as active_days_before,
        count(distinct day_number) as active_days,
        count(distinct event_type) as kind_count,
        count(distinct event_type || '/' || channel) as way_count,
        cast(coalesce(sum(event_count), 0) as bigint) as event_count
    from activity
    group by
        cut_at,
        role,
        name_identity_id,
        profile_id

),

components as (

    select
        *,
        coalesce(round(power(0.5, days_since_active / 14.0), 9), 0) as recency,
        round(1 - power(0.5, active_days_recent / 4.0), 9) as frequency,
        round(1 - power(0.5, way_count / 3.0), 9) as event_breadth,
        coalesce(round(1 - power(0.5, event_count / nullif(active_days, 0) / 5.0), 9), 0)
            as intensity,
        round(active_days_recent / (active_days_recent + active_days_before + 1.0), 9) as momentum
    from counted

),

final as (

    select
        profile_id,
        cut_at,
        role,
        name_identity_id,
        days_since_active,
        active_days_recent,
        active_days_before,
        active_days,
        kind_count,
        way_count,
        event_count,
        {% for component, weight in weights.items() -%}
            {{ component }},
            round(100 * {{ weight }} * {{ component }}, 7) as {{ component }}_points,
        {% endfor -%}
        round(
            100 * (
                {% for component, weight in weights.items() -%}
                    {{ weight }} * {{ component }}{{ ' +' if not loop.last }}
                {% endfor %}
            ),
            7
        ) as score
    from components

)

select * from final
