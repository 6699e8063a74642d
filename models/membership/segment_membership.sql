{{ config(materialized='view') }}
with

segment_history as (

    select * from {{ ref('segment_history') }}

),

segment_sizes as (

    select * from {{ ref('segment_sizes') }}

),

last_evaluation as (

    select max(as_of) as as_of
    from segment_sizes

),

current_memberships as (

    select
        profile_id,
        {{ unnested_structs('memberships') }}
    from segment_history

),

ended_memberships as (

    select
        profile_id,
        {{ unnested_structs('ended') }}
    from segment_history

),

dated as (

    select
        current_memberships.profile_id,
        current_memberships.segment,
        'realized' as status,
        current_memberships.entered_at,
        last_evaluation.as_of as last_qualified_at,
        cast(null as timestamp) as exited_at,
        cast(null as {{ dbt.type_string() }}) as exited_reason
    from current_memberships
    cross join last_evaluation
    union all
    select
        profile_id,
        segment,
        'exited' as status,
        entered_at,
        last_qualified_at,
        exited_at,
        exited_reason
    from ended_memberships

),

final as (

    select
        dated.*,
        segment_sizes.definition_hash
    from dated
    left join segment_sizes
        on
            dated.segment = segment_sizes.segment
            and dated.last_qualified_at = segment_sizes.as_of

)

select * from final
