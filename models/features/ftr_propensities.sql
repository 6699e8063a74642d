{#
    One definition for training and scoring. Windows follow from the declaration: short is the outcome window, medium
    the lookback, long is long_days. What was observed for less than that is scaled up, or a share of what was; a cut
    that little lies behind sees fewer who were here long ago.
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
        int_profile_days.insight,
        int_profile_days.cut_at,
        int_profile_days.name_identity_id,
        int_profile_days.day_number,
        int_profile_days.last_event_at,
        int_profile_days.revenue,
        declared_predictions.window_days,
        declared_predictions.lookback_days,
        declared_predictions.long_days,
        lag(int_profile_days.day_number) over (
            partition by
                int_profile_days.insight,
                int_profile_days.cut_at,
                int_profile_days.name_identity_id
            order by int_profile_days.day_number desc
        ) as day_number_before
    from int_profile_days
    inner join declared_predictions
        on int_profile_days.insight = declared_predictions.insight
    where int_profile_days.is_outcome_event

),

gaps as (

    select
        *,
        case
            when day_number_before < long_days
                then day_number_before - day_number
        end as gap_days
    from outcome_days

),

outcome_history as (

    select
        insight,
        cut_at,
        name_identity_id,
        max(last_event_at) as last_event_at,
        count_if(day_number < window_days) as active_days_short,
        count_if(day_number < lookback_days) as active_days_medium,
        count_if(day_number < long_days) as active_days_long,
        {{ recent_sum('1', 'day_number') }} as recent_days,
        sum(case when day_number < lookback_days then revenue end) as revenue_medium,
        {{ recent_sum('revenue', 'day_number') }} as recent_revenue,
        count(gap_days) as gap_count,
        cast(sum(gap_days) as bigint) as gap_sum,
        cast(sum(gap_days * gap_days) as bigint) as gap_square_sum
    from gaps
    group by
        insight,
        cut_at,
        name_identity_id

),

-- Windows as long as the outcome's, one behind the other, 0 the newest.
active_windows as (

    select distinct
        insight,
        cut_at,
        name_identity_id,
        cast(floor(day_number / window_days) as bigint) as window_number
    from outcome_days

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
        declared_predictions.window_days,
        declared_predictions.lookback_days,
        declared_predictions.long_days,
        least(
            declared_predictions.reach_days,
            greatest(1, max(int_outcome_days.days_before_as_of) + 1 - cuts.days_before_as_of)
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
        declared_predictions.window_days,
        declared_predictions.lookback_days,
        declared_predictions.long_days,
        declared_predictions.reach_days

),

observed_windows as (

    select
        *,
        cast(floor(observed_days / window_days) as bigint) as window_count
    from observed

),

-- The weight of a window halves every two windows, or every six.
window_history as (

    select
        active_windows.insight,
        active_windows.cut_at,
        {% for reach, half_life in {'short': 2, 'long': 6}.items() -%}
            {{ recent_mean(
                recent_sum('1', 'active_windows.window_number', half_life),
                'observed_windows.window_count',
                half_life
            ) }} as active_windows_{{ reach }},
        {% endfor -%}
        active_windows.name_identity_id
    from active_windows
    inner join observed_windows
        on
            active_windows.insight = observed_windows.insight
            and active_windows.cut_at = observed_windows.cut_at
            and active_windows.window_number < observed_windows.window_count
    group by
        active_windows.insight,
        active_windows.cut_at,
        active_windows.name_identity_id,
        observed_windows.window_count

),

final as (

    select
        int_eligible_profiles.insight,
        int_eligible_profiles.profile_id,
        int_eligible_profiles.cut_at,
        observed_windows.role,
        int_eligible_profiles.name_identity_id,
        {{ days_between('outcome_history.last_event_at', 'int_eligible_profiles.cut_at') }}
            as days_since_last,
        cast(coalesce(outcome_history.active_days_short, 0) as bigint) as active_days_short,
        cast(coalesce(outcome_history.active_days_medium, 0) as bigint) as active_days_medium,
        round(
            coalesce(outcome_history.active_days_long, 0)
            * observed_windows.long_days
            / least(observed_windows.long_days, observed_windows.observed_days),
            9
        ) as active_days_long,
        round(
            {{ recent_mean(
                'observed_windows.window_days * coalesce(outcome_history.recent_days, 0)',
                'observed_windows.observed_days'
            ) }},
            9
        ) as active_days_recent,
        {% for reach in ['short', 'long'] -%}
            case
                when observed_windows.window_count > 0
                    then round(coalesce(window_history.active_windows_{{ reach }}, 0), 9)
            end as active_windows_{{ reach }},
        {% endfor -%}
        cast(coalesce(outcome_history.revenue_medium, 0) as double) as revenue_medium,
        round(
            {{ recent_mean(
                'observed_windows.window_days * coalesce(outcome_history.recent_revenue, 0)',
                'observed_windows.observed_days'
            ) }},
            9
        ) as revenue_recent,
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
            * (coalesce(outcome_history.active_days_medium, 0) + 1)
            / observed_windows.lookback_days,
            9
        ) as overdue_ratio,
        {{ days_between('other_history.last_event_at', 'int_eligible_profiles.cut_at') }}
            as days_since_other,
        cast(coalesce(other_history.active_days_short, 0) as bigint) as other_active_days_short
    from int_eligible_profiles
    inner join observed_windows
        on
            int_eligible_profiles.insight = observed_windows.insight
            and int_eligible_profiles.cut_at = observed_windows.cut_at
    left join window_history
        on
            int_eligible_profiles.insight = window_history.insight
            and int_eligible_profiles.cut_at = window_history.cut_at
            and int_eligible_profiles.name_identity_id = window_history.name_identity_id
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
