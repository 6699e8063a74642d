{# A link lost because one of its ends belongs to somebody else: the newest row that says so. #}
with

int_removed_links as (

    select * from {{ ref('int_removed_links') }}

),

int_identity_link_sightings as (

    select * from {{ ref('int_identity_link_sightings') }}

),

int_identity_rows as (

    select * from {{ ref('int_identity_rows') }}

),

winners as (

    select
        left_identity_id,
        right_identity_id,
        claimed_identity_id,
        winner_identity_id,
        least(claimed_identity_id, winner_identity_id) as kept_left_identity_id,
        greatest(claimed_identity_id, winner_identity_id) as kept_right_identity_id
    from int_removed_links
    where winner_identity_id is not null

),

newest_sightings as (

    select
        winners.left_identity_id,
        winners.right_identity_id,
        winners.claimed_identity_id,
        winners.winner_identity_id,
        winners.kept_left_identity_id,
        winners.kept_right_identity_id,
        int_identity_link_sightings.dataset,
        int_identity_link_sightings.last_seen_at,
        int_identity_link_sightings.last_identity_set_id as identity_set_id
    from winners
    inner join int_identity_link_sightings
        on
            winners.kept_left_identity_id = int_identity_link_sightings.left_identity_id
            and winners.kept_right_identity_id = int_identity_link_sightings.right_identity_id
    where int_identity_link_sightings.is_linking
    qualify
        row_number() over (
            partition by winners.left_identity_id, winners.right_identity_id
            order by
                int_identity_link_sightings.last_seen_at desc,
                int_identity_link_sightings.last_identity_set_id desc,
                int_identity_link_sightings.dataset asc
        ) = 1

),

final as (

    select
        newest_sightings.left_identity_id,
        newest_sightings.right_identity_id,
        newest_sightings.claimed_identity_id,
        newest_sightings.winner_identity_id,
        newest_sightings.dataset,
        int_removed_links.code as winner_removed_reason,
        newest_sightings.last_seen_at,
        min(int_identity_rows.row_id) as row_id
    from newest_sightings
    inner join int_identity_rows
        on
            newest_sightings.identity_set_id = int_identity_rows.identity_set_id
            and newest_sightings.dataset = int_identity_rows.dataset
            and newest_sightings.last_seen_at = int_identity_rows.known_at
    left join int_removed_links
        on
            newest_sightings.kept_left_identity_id = int_removed_links.left_identity_id
            and newest_sightings.kept_right_identity_id = int_removed_links.right_identity_id
    group by
        newest_sightings.left_identity_id,
        newest_sightings.right_identity_id,
        newest_sightings.claimed_identity_id,
        newest_sightings.winner_identity_id,
        newest_sightings.dataset,
        int_removed_links.code,
        newest_sightings.last_seen_at

)

select * from final
