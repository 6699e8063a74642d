with

int_profile_names as (

    select * from {{ ref('int_profile_names') }}

),

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

identity_counts as (

    select
        name_identity_id,
        profile_id,
        count(*) as identity_count
    from int_profile_names
    where is_present
    group by
        name_identity_id,
        profile_id

),

kept_counts as (

    select
        left_name_identity_id as name_identity_id,
        count(*) as link_count
    from int_identity_links
    where is_kept
    group by left_name_identity_id

),

-- A cut link counts on both sides. Truncated is the graph that lost an identity to the limit, and
-- not the lost identity.
removed_ends as (

    select
        left_name_identity_id as name_identity_id,
        is_right_trimmed and not is_left_trimmed as lost_an_identity
    from int_identity_links
    where not is_kept
    union all
    select
        right_name_identity_id as name_identity_id,
        is_left_trimmed and not is_right_trimmed as lost_an_identity
    from int_identity_links
    where
        not is_kept
        and left_name_identity_id != right_name_identity_id

),

removed_counts as (

    select
        name_identity_id,
        count(*) as removed_link_count,
        bool_or(lost_an_identity) as is_truncated
    from removed_ends
    group by name_identity_id

),

final as (

    select
        identity_counts.profile_id,
        cast(identity_counts.identity_count as bigint) as identity_count,
        cast(coalesce(kept_counts.link_count, 0) as bigint) as link_count,
        cast(coalesce(removed_counts.removed_link_count, 0) as bigint) as removed_link_count,
        coalesce(removed_counts.is_truncated, false) as is_truncated
    from identity_counts
    left join kept_counts
        on identity_counts.name_identity_id = kept_counts.name_identity_id
    left join removed_counts
        on identity_counts.name_identity_id = removed_counts.name_identity_id

)

select * from final
