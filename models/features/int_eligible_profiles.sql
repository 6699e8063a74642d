{#
    Whom a prediction is asked about at a cut: those with the declared event in the declared days before it, or without
    such a declaration everybody known by then; but for those whom it leaves out.
#}
with

int_cut_profiles as (

    select * from {{ ref('int_cut_profiles') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

int_profile_days as (

    select * from {{ ref('int_profile_days') }}

),

int_excluded_profiles as (

    select * from {{ ref('int_excluded_profiles') }}

),

known_profiles as (

    select distinct
        int_cut_profiles.insight,
        int_cut_profiles.cut_at,
        int_cut_profiles.name_identity_id,
        int_cut_profiles.profile_id
    from int_cut_profiles

),

active_profiles as (

    select distinct
        int_profile_days.insight,
        int_profile_days.cut_at,
        int_profile_days.name_identity_id
    from int_profile_days
    inner join declared_predictions
        on int_profile_days.insight = declared_predictions.insight
    where
        int_profile_days.is_eligible_event
        and int_profile_days.day_number < declared_predictions.eligible_within_days

),

final as (

    select known_profiles.*
    from known_profiles
    inner join declared_predictions
        on known_profiles.insight = declared_predictions.insight
    left join active_profiles
        on
            known_profiles.insight = active_profiles.insight
            and known_profiles.cut_at = active_profiles.cut_at
            and known_profiles.name_identity_id = active_profiles.name_identity_id
    left join int_excluded_profiles
        on
            known_profiles.insight = int_excluded_profiles.insight
            and known_profiles.cut_at = int_excluded_profiles.cut_at
            and known_profiles.name_identity_id = int_excluded_profiles.name_identity_id
    where
        (declared_predictions.eligible_event is null or active_profiles.insight is not null)
        and int_excluded_profiles.insight is null

)

select * from final
