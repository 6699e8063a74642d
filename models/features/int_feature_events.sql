{#
    The events that models may learn from and be judged by: those before `as_of`, but for datasets whose usage labels
    forbid data science. A column with such a label is empty.
#}
{{ config(materialized='view') }}
with

profile_events as (

    select {{ learnable_columns('profile_events') }} from {{ ref('profile_events') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

forbidden_datasets as (

    select dataset
    from int_datasets
    where {{ forbids_data_science('usage_labels') }}

),

final as (

    select
        {{ event_columns(without=unlearnable_fields()) }},
        profile_events.identity_id,
        {{ whole_days_between('profile_events.event_at', 'build_clock.as_of') }}
            as days_before_as_of
    from profile_events
    cross join build_clock
    left join forbidden_datasets
        on profile_events.dataset = forbidden_datasets.dataset
    where
        profile_events.event_at < build_clock.as_of
        and forbidden_datasets.dataset is null

)

select * from final
