{#
    Whom a prediction is asked about at a cut: those with the declared event in the declared days before it, or without
    such a declaration everybody known by then.
#}
with

cuts as (

    select * from {{ ref('cuts') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

int_snapshots as (

    select * from {{ ref('int_snapshots') }}

),

int_profile_names as (

    select * from {{ ref('int_profile_names') }}

),

int_profile_days as (

    select * from {{ ref('int_profile_days') }}

),

known_profiles as (

    select distinct
        cuts.insight,
        cuts.cut_at,
        int_profile_names.name_identity_id,
        int_profile_names.profile_id
    from cuts
    inner join declared_predictions
        on cuts.insight = declared_predictions.insight
    inner join int_snapshots
        on cuts.cut_at = int_snapshots.cut_at
    inner join int_profile_names
        on
            int_snapshots.snapshot_number >= int_profile_names.from_snapshot
            and int_snapshots.snapshot_number <= int_profile_names.until_snapshot
    where declared_predictions.eligible_event is null

),

active_profiles as (

    select distinct
        int_profile_days.insight,
        int_profile_days.cut_at,
        int_profile_days.name_identity_id,
        int_profile_days.profile_id
    from int_profile_days
    inner join declared_predictions
        on int_profile_days.insight = declared_predictions.insight
    where
        int_profile_days.is_eligible_event
        and int_profile_days.day_number < declared_predictions.eligible_within_days

),

final as (

    select * from known_profiles
    union all
    select * from active_profiles

)

select * from final
