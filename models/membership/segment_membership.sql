{{ config(materialized='view') }}
with

segment_history as (

    select * from {{ ref('segment_history') }}

),

segment_sizes as (

    select * from {{ ref('segment_sizes') }}

),

memberships as (

    select
        profile_id,
        {{ unnested('memberships') }} as membership
    from segment_history

),

last_evaluation as (

    select max(as_of) as as_of
    from segment_sizes

),

dated as (

    select
        memberships.profile_id,
        memberships.membership.segment,
        memberships.membership.entered_at,
        coalesce(memberships.membership.last_qualified_at, last_evaluation.as_of) as last_qualified_at,
        memberships.membership.exited_at,
        memberships.membership.exited_reason
    from memberships
    cross join last_evaluation

),

final as (

    select
        dated.profile_id,
        dated.segment,
        case when dated.exited_at is null then 'realized' else 'exited' end as status,
        dated.entered_at,
        dated.last_qualified_at,
        dated.exited_at,
        dated.exited_reason,
        segment_sizes.definition_hash
    from dated
    left join segment_sizes
        on
            dated.segment = segment_sizes.segment
            and dated.last_qualified_at = segment_sizes.as_of

)

select * from final
