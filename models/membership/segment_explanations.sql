{#
    Why somebody is in or out: a view, so that a question about some people or audiences is answered when it is asked, from
    the rows of these people alone.
#}
{{ config(materialized='view') }}
{%- do check_was_evaluated(ref('segment_definitions')) -%}
{%- set earlier = source('earlier_evaluations', 'segment_history') -%}
{%- set sizes = source('earlier_evaluations', 'segment_sizes') -%}
with

segment_evaluations as {{ inlined() }} (

    select * from {{ ref('segment_evaluations') }}

),

{{ segment_inputs({
    'build_clock': ref('build_clock'),
    'customer_profiles': ref('customer_profiles'),
    'identity_map': ref('identity_map'),
    'int_affinities': ref('int_affinities'),
    'profile_aliases': ref('profile_aliases'),
    'profile_events': ref('profile_events'),
    'segment_history': load_relation(earlier),
    'segment_sizes': load_relation(sizes),
}) }}

{{ explained_segments(compiled_segments()) }}

judged as (

    select
        *,
        not is_member and not is_met and is_needed as is_missing,
        not is_member and general_consent != 'out' and not is_met and helps_alone as would_suffice
    from clauses

),

final as (

    select
        profile_id,
        segment,
        is_member,
        general_consent = 'out' as is_kept_out,
        clause_number,
        clause,
        rule,
        value,
        is_met,
        would_suffice,
        case when not is_member then shortfall end as shortfall,
        is_missing
        and row_number() over (
            partition by segment, profile_id
            order by is_missing desc, would_suffice desc, distance asc nulls last, clause_number asc
        ) = 1 as is_nearest,
        events
    from judged

)

select * from final
