{{ config(materialized='view') }}
with

customer_profiles as (

    select * from {{ ref('customer_profiles') }}

),

segment_membership as (

    select * from {{ ref('segment_membership') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by profile_id, segment order by entered_at desc
        ) as membership_rank
    from segment_membership

),

collected as (

    select
        profile_id,
        {{ json_map_of('segment', [
            ('status', 'status'), ('entered_at', 'entered_at'), ('last_qualified_at', 'last_qualified_at'), ('exited_at', 'exited_at'),
        ]) }} as segments
    from ranked
    where membership_rank = 1
    group by profile_id

),

final as (

    select
        customer_profiles.profile_id,
        coalesce(collected.segments, '{}') as segments
    from customer_profiles
    left join collected
        on customer_profiles.profile_id = collected.profile_id

)

select * from final
