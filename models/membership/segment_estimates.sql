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
    where segment_evaluations.profile_id < {{ sample_end(estimate_share('counted.total_profiles')) }}

),

{% set definitions = compiled_segments() -%}
hits as (

    select
        {% for definition in definitions -%}
            count(case when in__{{ definition.name }} then 1 end) as in__{{ definition.name }},
        {% endfor -%}
        count(*) as profiles_read
    from sampled

),

seen as (

    select
        segment_definitions.segment,
        segment_definitions.member_count as exact_size,
        counted.total_profiles,
        hits.profiles_read,
        case segment_definitions.segment
            {% for definition in definitions -%}
                when '{{ definition.name }}' then hits.in__{{ definition.name }}
            {% else -%}
                when '' then 0
            {% endfor -%}
        end as seen_members
    from segment_definitions
    cross join counted
    cross join hits

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
