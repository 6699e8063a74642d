{# Every audience as it was evaluated: its rule, the hash of the rule, and how many it holds. #}
{%- do check_was_evaluated(this) %}
with

segment_evaluations as (

    select * from {{ ref('segment_evaluations') }}

),

counted as (

    {{ counted_segments('segment_evaluations') }}

),

final as (

    select
        segment,
        rule,
        definition_hash,
        member_count,
        mode,
        why_not_streaming is null as may_stream,
        why_not_streaming
    from counted

)

select * from final
