{#
    The days on which a profile, as known at the cut, did what a prediction is about (`is_outcome_event`) or anything
    else, day 0 being the last one before the cut. Nothing at or after the cut can enter.
#}
with

cuts as (

    select * from {{ ref('cuts') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

int_daily_activity as (

    select * from {{ ref('int_daily_activity') }}

),

int_snapshots as (

    select * from {{ ref('int_snapshots') }}

),

int_profile_names as (

    select * from {{ ref('int_profile_names') }}

),

final as (

    select
        cuts.insight,
        cuts.cut_at,
        int_profile_names.name_identity_id,
        int_profile_names.profile_id,
        int_daily_activity.days_before_as_of - cuts.days_before_as_of as day_number,
        int_daily_activity.event_type = declared_predictions.event_type as is_outcome_event,
        max(int_daily_activity.event_type = declared_predictions.eligible_event)
            as is_eligible_event,
        max(int_daily_activity.last_event_at) as last_event_at,
        -- What the shop does to a person is no activity of theirs.
        max(
            case
                when int_daily_activity.event_type != 'email_sent'
                    then int_daily_activity.last_event_at
            end
        ) as last_active_at,
        cast(sum(int_daily_activity.revenue) as decimal(38, 4)) as revenue
    from cuts
    inner join declared_predictions
        on cuts.insight = declared_predictions.insight
    inner join int_snapshots
        on cuts.cut_at = int_snapshots.cut_at
    inner join int_daily_activity
        on
            cuts.days_before_as_of <= int_daily_activity.days_before_as_of
            and cuts.days_before_as_of + 2 * declared_predictions.lookback_days
            > int_daily_activity.days_before_as_of
    inner join int_profile_names
        on
            int_daily_activity.identity_id = int_profile_names.identity_id
            and int_snapshots.snapshot_number >= int_profile_names.from_snapshot
            and int_snapshots.snapshot_number <= int_profile_names.until_snapshot
    group by
        cuts.insight,
        cuts.cut_at,
        int_profile_names.name_identity_id,
        int_profile_names.profile_id,
        int_daily_activity.days_before_as_of - cuts.days_before_as_of,
        int_daily_activity.event_type = declared_predictions.event_type

)

select * from final
