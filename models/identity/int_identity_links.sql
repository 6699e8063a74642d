{#
    Every pair of identities that ever stood in one row, and whether it counts today: both ends are in one graph, and a
    row linked them.
#}
with

int_identity_link_sightings as (

    select * from {{ ref('int_identity_link_sightings') }}

),

int_identity_names as (

    select * from {{ ref('int_identity_names') }}

),

pairs as (

    select
        left_identity_id,
        right_identity_id,
        bool_or(is_linking) as is_linking,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        cast(sum(observation_count) as bigint) as observation_count,
        min(dataset) as first_dataset,
        max(dataset) as last_dataset
    from int_identity_link_sightings
    group by
        left_identity_id,
        right_identity_id

),

present_names as (

    select
        identity_id,
        name_identity_id,
        untrimmed_graph_id
    from int_identity_names
    where is_present

),

final as (

    select
        pairs.left_identity_id,
        pairs.right_identity_id,
        left_names.name_identity_id as left_name_identity_id,
        right_names.name_identity_id as right_name_identity_id,
        left_names.untrimmed_graph_id as left_graph_id,
        right_names.untrimmed_graph_id as right_graph_id,
        pairs.first_seen_at,
        pairs.last_seen_at,
        pairs.observation_count,
        pairs.first_dataset,
        pairs.last_dataset,
        pairs.is_linking,
        pairs.is_linking
        and left_names.name_identity_id = right_names.name_identity_id as is_kept
    from pairs
    inner join present_names as left_names
        on pairs.left_identity_id = left_names.identity_id
    inner join present_names as right_names
        on pairs.right_identity_id = right_names.identity_id

)

select * from final
