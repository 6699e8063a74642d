with

identity_map as (

    select * from {{ ref('identity_map') }}

),

int_identity_names as (

    select * from {{ ref('int_identity_names') }}

),

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

identity_counts as (

    select
        name_identity_id,
        profile_id,
        count(*) as identity_count
    from identity_map
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

-- A cut link counts on both sides.
removed_ends as (

    select left_name_identity_id as name_identity_id
    from int_identity_links
    where not is_kept
    union all
    select right_name_identity_id as name_identity_id
    from int_identity_links
    where
        not is_kept
        and left_name_identity_id != right_name_identity_id

),

removed_counts as (

    select
        name_identity_id,
        count(*) as removed_link_count
    from removed_ends
    group by name_identity_id

),

-- What is left of a graph that lost identities to the limit; the lost ones are graphs of their own.
trimmed_graphs as (

    select distinct untrimmed_graph_id
    from int_identity_names
    where
        is_present
        and is_trimmed

),

truncated_profiles as (

    select distinct int_identity_names.name_identity_id
    from int_identity_names
    inner join trimmed_graphs
        on int_identity_names.untrimmed_graph_id = trimmed_graphs.untrimmed_graph_id
    where
        int_identity_names.is_present
        and not int_identity_names.is_trimmed

),

final as (

    select
        identity_counts.profile_id,
        cast(identity_counts.identity_count as bigint) as identity_count,
        cast(coalesce(kept_counts.link_count, 0) as bigint) as link_count,
        cast(coalesce(removed_counts.removed_link_count, 0) as bigint) as removed_link_count,
        truncated_profiles.name_identity_id is not null as is_truncated
    from identity_counts
    left join kept_counts
        on identity_counts.name_identity_id = kept_counts.name_identity_id
    left join removed_counts
        on identity_counts.name_identity_id = removed_counts.name_identity_id
    left join truncated_profiles
        on identity_counts.name_identity_id = truncated_profiles.name_identity_id

)

select * from final
