{#
    One definition for training and scoring. Windows follow from the declaration: short is the outcome window, medium
    the lookback, long twice the lookback; nothing depends on how long the shop has been observed.
#}
with

cuts as (

    select * from {{ ref('cuts') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

int_eligible_profiles as (

    select * from {{ ref('int_eligible_profiles') }}

),

int_profile_days as (

    select * from {{ ref('int_profile_days') }}

),

int_outcome_days as (

    select * from {{ ref('int_outcome_days') }}

),

outcome_days as (

    select
        insight,
        cut_at,
        name_identity_id,
        day_number,
        last_event_at,
        revenue,
        lag(day_number) over (
            partition by insight, cut_at, name_identity_id
            order by day_number desc
        ) - day_number as gap_days
    from int_profile_days
    where is_outcome_event

),

outcome_history as (

    select
        outcome_days.insight,
        outcome_days.cut_at,
        outcome_days.name_identity_id,
        max(outcome_days.last_event_at) as last_event_at,
        count_if(outcome_days.day_number < declared_predictions.window_days) as active_days_short,
        count_if(outcome_days.day_number < declared_predictions.lookback_days)
            as active_days_medium,
        count(*) as active_days_long,
        sum(
            case
                when
                    outcome_days.day_number < declared_predictions.lookback_days
                    then outcome_days.revenue
            end
        ) as revenue_medium,
        count(outcome_days.gap_days) as gap_count,
        cast(sum(outcome_days.gap_days) as bigint) as gap_sum,
        cast(sum(outcome_days.gap_days * outcome_days.gap_days) as bigint) as gap_square_sum
    from outcome_days
    inner join declared_predictions
        on outcome_days.insight = declared_predictions.insight
    group by
        outcome_days.insight,
        outcome_days.cut_at,
        outcome_days.name_identity_id

),

other_history as (

    select
        int_profile_days.insight,
        int_profile_days.cut_at,
        int_profile_days.name_identity_id,
        max(int_profile_days.last_active_at) as last_event_at,
        count_if(int_profile_days.day_number < declared_predictions.window_days)
            as active_days_short
    from int_profile_days
    inner join declared_predictions
        on int_profile_days.insight = declared_predictions.insight
    where
        not int_profile_days.is_outcome_event
        and int_profile_days.last_active_at is not null
    group by
        int_profile_days.insight,
        int_profile_days.cut_at,
        int_profile_days.name_identity_id

),

-- Early cuts see less than the long window of history: counts are scaled up to it.
observed as (

    select
        cuts.insight,
        cuts.cut_at,
        cuts.role,
        declared_predictions.lookback_days,
        2 * declared_predictions.lookback_days as long_days,
        least(
            2 * declared_predictions.lookback_days,
            greatest(1, max(int_outcome_days.days_before_as_of) - cuts.days_before_as_of)
        ) as observed_days
    from cuts
    inner join declared_predictions
        on cuts.insight = declared_predictions.insight
    left join int_outcome_days
        on cuts.insight = int_outcome_days.insight
    group by
        cuts.insight,
        cuts.cut_at,
        cuts.role,
        cuts.days_before_as_of,
        declared_predictions.lookback_days

),

final as (

    select
        int_eligible_profiles.insight,
        int_eligible_profiles.profile_id,
        int_eligible_profiles.cut_at,
        observed.role,
        int_eligible_profiles.name_identity_id,
        {{ days_between('outcome_history.last_event_at', 'int_eligible_profiles.cut_at') }}
            as days_since_last,
        cast(coalesce(outcome_history.active_days_short, 0) as bigint) as active_days_short,
        cast(coalesce(outcome_history.active_days_medium, 0) as bigint) as active_days_medium,
        round(
            coalesce(outcome_history.active_days_long, 0)
            * observed.long_days
            / observed.observed_days,
            9
        ) as active_days_long,
        cast(coalesce(outcome_history.revenue_medium, 0) as double) as revenue_medium,
        round(
            sqrt(
                greatest(
                    coalesce(
                        outcome_history.gap_square_sum * outcome_history.gap_count
                        - outcome_history.gap_sum * outcome_history.gap_sum,
                        0
                    ),
                    0
                )
            ) / greatest(coalesce(outcome_history.gap_count, 0), 1),
            9
        ) as gap_deviation_days,
        cast(coalesce(outcome_history.gap_count, 0) as bigint) as gap_count,
        round(
            cast(outcome_history.gap_sum as double) / nullif(outcome_history.gap_count, 0), 9
        ) as gap_mean_days,
        round(
            ({{ days_between(
                'outcome_history.last_event_at', 'int_eligible_profiles.cut_at'
            ) }} + 0.5)
            * (coalesce(outcome_history.active_days_medium, 0) + 1) / observed.lookback_days,
            9
        ) as overdue_ratio,
        {{ days_between('other_history.last_event_at', 'int_eligible_profiles.cut_at') }}
            as days_since_other,
        cast(coalesce(other_history.active_days_short, 0) as bigint) as other_active_days_short
    from int_eligible_profiles
    inner join observed
        on
            int_eligible_profiles.insight = observed.insight
            and int_eligible_profiles.cut_at = observed.cut_at
    left join outcome_history
        on
            int_eligible_profiles.insight = outcome_history.insight
            and int_eligible_profiles.cut_at = outcome_history.cut_at
            and int_eligible_profiles.name_identity_id = outcome_history.name_identity_id
    left join other_history
        on
            int_eligible_profiles.insight = other_history.insight
            and int_eligible_profiles.cut_at = other_history.cut_at
            and int_eligible_profiles.name_identity_id = other_history.name_identity_id

)

select * from final
