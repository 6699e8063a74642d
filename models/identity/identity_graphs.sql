with

identity_map as (

    select * from {{ ref('identity_map') }}

),

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

identity_counts as (

    select
        profile_id,
        count(*) as identity_count
    from identity_map
    group by profile_id

),

link_counts as (

    select
        identity_map.profile_id,
        count(*) as link_count
    from int_identity_links
    inner join identity_map
        on int_identity_links.left_identity_id = identity_map.identity_id
    group by identity_map.profile_id

),

final as (

    select
        identity_counts.profile_id,
        cast(identity_counts.identity_count as bigint) as identity_count,
        cast(coalesce(link_counts.link_count, 0) as bigint) as link_count,
        cast(0 as bigint) as removed_link_count,
        false as is_truncated
    from identity_counts
    left join link_counts
        on identity_counts.profile_id = link_counts.profile_id

)

select * from final
