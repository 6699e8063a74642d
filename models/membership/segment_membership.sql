with

segment_evaluations as (

    select * from {{ ref('segment_evaluations') }}

),

segment_definitions as (

    select * from {{ ref('segment_definitions') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

final as (

    select
        segment_evaluations.profile_id,
        segment_evaluations.segment,
        'realized' as status,
        build_clock.as_of as last_qualified_at,
        segment_definitions.definition_hash
    from segment_evaluations
    inner join segment_definitions
        on segment_evaluations.segment = segment_definitions.segment
    cross join build_clock

)

select * from final
