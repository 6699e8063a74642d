{{ config(materialized='view') }}
with

segment_membership as (

    select * from {{ ref('segment_membership') }}

),

segment_sizes as (

    select * from {{ ref('segment_sizes') }}

),

evaluations as (

    {{ successive_evaluations('segment_sizes') }}

),

entries as (

    select
        segment_membership.profile_id,
        segment_membership.segment,
        'entered' as change,
        segment_membership.entered_at as changed_at,
        case
            when evaluations.previous_hash is null then 'segment_added'
            when evaluations.previous_hash != evaluations.definition_hash then 'rule_changed'
            else 'qualifies'
        end as reason
    from segment_membership
    left join evaluations
        on
            segment_membership.segment = evaluations.segment
            and segment_membership.entered_at = evaluations.as_of

),

final as (

    select * from entries
    union all
    select
        profile_id,
        segment,
        'exited' as change,
        exited_at as changed_at,
        exited_reason as reason
    from segment_membership
    where exited_at is not null

)

select * from final
