{#
    What audiences did, by those who were held back from all destinations. Whoever could not be sent anything, for lack of
    consent or address, counts on both sides: only the hash parts them, and so nothing but chance and sending does.
#}
{%- set outcome = holdout_outcome() -%}
with

build_clock as (

    select * from {{ ref('build_clock') }}

),

segment_definitions as (

    select * from {{ ref('segment_definitions') }}

),

segment_membership as (

    select * from {{ ref('segment_membership') }}

),

control_group_draws as (

    select * from {{ ref('control_group_draws') }}

),

profile_events as (

    select * from {{ ref('profile_events') }}
    where event_type = {{ text_literal(outcome.event) }}

),

entries as (

    select
        segment_membership.segment,
        segment_membership.profile_id,
        {{ is_control_group(
            'coalesce(control_group_draws.drawn_by, segment_membership.profile_id)'
        ) }} as is_control,
        min(segment_membership.entered_at) as entered_at
    from segment_membership
    cross join build_clock
    left join control_group_draws
        on segment_membership.profile_id = control_group_draws.profile_id
    where segment_membership.entered_at <= build_clock.as_of - to_days({{ outcome.window_days }})
    group by
        segment_membership.segment,
        segment_membership.profile_id,
        control_group_draws.drawn_by

),

outcomes as (

    select
        entries.segment,
        entries.profile_id,
        entries.is_control,
        count(profile_events.event_id) > 0 as has_outcome
    from entries
    left join profile_events
        on
            entries.profile_id = profile_events.profile_id
            and entries.entered_at <= profile_events.event_at
            and entries.entered_at + to_days({{ outcome.window_days }}) > profile_events.event_at
    group by
        entries.segment,
        entries.profile_id,
        entries.is_control

),

counted as (

    select
        segment_definitions.segment,
        count(case when not outcomes.is_control then 1 end) as profile_count,
        count(case when not outcomes.is_control and outcomes.has_outcome then 1 end)
            as outcome_count,
        count(case when outcomes.is_control then 1 end) as control_profile_count,
        count(case when outcomes.is_control and outcomes.has_outcome then 1 end)
            as control_outcome_count
    from segment_definitions
    left join outcomes
        on segment_definitions.segment = outcomes.segment
    group by segment_definitions.segment

),

shares as (

    select
        *,
        outcome_count / nullif(profile_count, 0) as outcome_share,
        control_outcome_count / nullif(control_profile_count, 0) as control_outcome_share
    from counted

),

{% set own = wilson_interval('outcome_share', 'profile_count') -%}
{% set control = wilson_interval('control_outcome_share', 'control_profile_count') -%}
final as (

    select
        segment,
        {{ text_literal(outcome.event) }} as outcome_event,
        cast({{ outcome.window_days }} as bigint) as window_days,
        profile_count,
        outcome_count,
        control_profile_count,
        control_outcome_count,
        round(outcome_share - control_outcome_share, 9) as difference,
        round(
            outcome_share - control_outcome_share
            - sqrt(
                power(outcome_share - {{ own.lower }}, 2)
                + power({{ control.upper }} - control_outcome_share, 2)
            ),
            9
        ) as lower,
        round(
            outcome_share - control_outcome_share
            + sqrt(
                power({{ own.upper }} - outcome_share, 2)
                + power(control_outcome_share - {{ control.lower }}, 2)
            ),
            9
        ) as upper,
        case
            when profile_count + control_profile_count = 0
                then 'nobody entered {{ outcome.window_days }} days ago or earlier'
            when control_profile_count = 0 then 'nobody of the control group was in it'
            when profile_count = 0 then 'only the control group was in it'
        end as not_measured_reason
    from shares

)

select * from final
