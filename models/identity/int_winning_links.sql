{#
    A link lost because one of its ends belongs to somebody else. The link that won is the first step from that end
    towards the identity that may not be joined, and the newest row that shows it. The end of lower priority is the one that
    both sides claim, unless it is that identity itself.
#}
with

int_removed_links as (

    select * from {{ ref('int_removed_links') }}

),

int_first_hops as (

    select * from {{ ref('int_first_hops') }}

),

int_identity_link_sightings as (

    select * from {{ ref('int_identity_link_sightings') }}

),

int_identity_rows as (

    select * from {{ ref('int_identity_rows') }}

),

claims as (

    {% for side in ['right', 'left'] -%}
        select
            int_removed_links.left_identity_id,
            int_removed_links.right_identity_id,
            int_first_hops.from_identity_id as claimed_identity_id,
            int_first_hops.next_identity_id as winner_identity_id
        from int_removed_links
        inner join int_first_hops
            on
                int_removed_links.is_denial = int_first_hops.is_denial
                and int_removed_links.{{ side }}_identity_id = int_first_hops.from_identity_id
                and int_removed_links.{{ side }}_exclusive_id = int_first_hops.to_identity_id
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

winners as (

    select
        *,
        least(claimed_identity_id, winner_identity_id) as kept_left_identity_id,
        greatest(claimed_identity_id, winner_identity_id) as kept_right_identity_id
    from claims
    qualify
        claimed_identity_id = max(claimed_identity_id) over (
            partition by left_identity_id, right_identity_id
        )

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
