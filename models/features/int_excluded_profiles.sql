{# Whom a prediction leaves out at a cut: those with the declared event lately, or ever. #}
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

excluding_days as (

    select
        declared_predictions.insight,
        declared_predictions.excluded_within_days,
        int_daily_activity.identity_id,
        int_daily_activity.days_before_as_of
    from int_daily_activity
    cross join declared_predictions
    where {{ declared_event_of_day('excluded') }}

),

final as (

    select distinct
        int_cut_profiles.insight,
        int_cut_profiles.cut_at,
        int_cut_profiles.role,
        int_cut_profiles.name_identity_id
    from int_cut_profiles
    inner join excluding_days
        on
            int_cut_profiles.insight = excluding_days.insight
            and int_cut_profiles.identity_id = excluding_days.identity_id
            and int_cut_profiles.days_before_as_of <= excluding_days.days_before_as_of
            and (
                excluding_days.excluded_within_days is null
                or int_cut_profiles.days_before_as_of + excluding_days.excluded_within_days
                > excluding_days.days_before_as_of
            )

)

select * from final
