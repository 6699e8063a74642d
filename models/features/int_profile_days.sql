{#
    The days on which a profile, as known at the cut, did what a prediction is about (`is_outcome_event`) or anything
    else, day 0 being the last one before the cut. Nothing at or after the cut can enter.
#}
with

int_cut_profiles as (

    select * from {{ ref('int_cut_profiles') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

int_daily_activity as (

    select * from {{ ref('int_daily_activity') }}

),

final as (

    select
        int_cut_profiles.insight,
        int_cut_profiles.cut_at,
        int_cut_profiles.name_identity_id,
        int_daily_activity.days_before_as_of - int_cut_profiles.days_before_as_of as day_number,
        {{ declared_event_of_day('outcome') }} as is_outcome_event,
        max({{ declared_event_of_day('eligible') }}) as is_eligible_event,
        max(int_daily_activity.last_event_at) as last_event_at,
        -- What the shop does to a person is no activity of theirs.
        max(
            case
                when int_daily_activity.event_type != 'email_sent'
                    then int_daily_activity.last_event_at
            end
        ) as last_active_at,
        cast(sum(int_daily_activity.revenue) as decimal(38, 4)) as revenue
    from int_cut_profiles
    inner join declared_predictions
        on int_cut_profiles.insight = declared_predictions.insight
    inner join int_daily_activity
        on
            int_cut_profiles.identity_id = int_daily_activity.identity_id
            and int_cut_profiles.days_before_as_of <= int_daily_activity.days_before_as_of
            and int_cut_profiles.days_before_as_of + declared_predictions.reach_days
            > int_daily_activity.days_before_as_of
    where
        {{ declared_event_of_day('outcome') }}
        or int_cut_profiles.days_before_as_of + declared_predictions.other_days
        > int_daily_activity.days_before_as_of
    group by
        int_cut_profiles.insight,
        int_cut_profiles.cut_at,
        int_cut_profiles.name_identity_id,
        int_daily_activity.days_before_as_of - int_cut_profiles.days_before_as_of,
        {{ declared_event_of_day('outcome') }}

)

select * from final
