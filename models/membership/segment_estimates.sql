{#
    Every audience's size as a sample of people says it, beside the exact one: what `make estimate` says of a rule before it
    is built. A profile_id is a hash, so that the people with the least ones are a random sample, the same in every build.
#}
with

segment_definitions as (

    select * from {{ ref('segment_definitions') }}

),

segment_evaluations as (

    select * from {{ ref('segment_evaluations') }}

),

counted as (

    select count(*) as total_profiles
    from segment_evaluations

),

sampled as (

    select segment_evaluations.*
    from segment_evaluations
    cross join counted
    where
        segment_evaluations.profile_id
        < {{ sample_end(estimate_share('counted.total_profiles')) }}

),

hits as (

    {{ counted_segments('sampled') }}

),

seen as (

    select
        hits.segment,
        segment_definitions.member_count as exact_size,
        counted.total_profiles,
        hits.profile_count as profiles_read,
        hits.member_count as seen_members
    from hits
    inner join segment_definitions
        on hits.segment = segment_definitions.segment
    cross join counted

),

final as (

    {% set estimate = estimated_size('seen_members', 'profiles_read', 'total_profiles') -%}
    select
        segment,
        {{ estimate.estimated_size }} as estimated_size,
        {{ estimate.lower }} as lower,
        {{ estimate.upper }} as upper,
        cast(0.95 as double) as confidence,
        cast(profiles_read as bigint) as profiles_read,
        cast(total_profiles as bigint) as total_profiles,
        exact_size
    from seen

)

select * from final
