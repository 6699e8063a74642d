{#
    A link lost because one of its ends went elsewhere: the link that won is the strongest one that this end keeps, and
    the newest row that shows it. The end of lower priority is the one that both sides claim; where it keeps no link, the
    other end is.
#}
with

int_removed_links as (

    select * from {{ ref('int_removed_links') }}

),

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

int_identity_link_sightings as (

    select * from {{ ref('int_identity_link_sightings') }}

),

experience_events as (

    select * from {{ ref('experience_events') }}

),

profile_records as (

    select * from {{ ref('profile_records') }}

),

lost as (

    select
        left_identity_id,
        right_identity_id,
        left_exclusive_id,
        right_exclusive_id
    from int_removed_links
    where code in ('unique_namespace', 'denied_link')

),

candidates as (

    {% for lost_end in ['left', 'right'] -%}
        {% set outer_last = loop.last -%}
        {% for kept_end, other_end in [('left', 'right'), ('right', 'left')] -%}
            select
                lost.left_identity_id,
                lost.right_identity_id,
                lost.{{ lost_end }}_identity_id as claimed_identity_id,
                int_identity_links.{{ other_end }}_identity_id as winner_identity_id,
                int_identity_links.left_identity_id as kept_left_identity_id,
                int_identity_links.right_identity_id as kept_right_identity_id,
                int_identity_links.{{ other_end }}_identity_id
                in (lost.left_exclusive_id, lost.right_exclusive_id) as is_exclusive
            from lost
            inner join int_identity_links
                on lost.{{ lost_end }}_identity_id = int_identity_links.{{ kept_end }}_identity_id
            where int_identity_links.is_kept
            {% if not (loop.last and outer_last) %}union all{% endif %}
        {% endfor %}
    {% endfor %}

),

winners as (

    select *
    from candidates
    qualify
        row_number() over (
            partition by left_identity_id, right_identity_id
            order by claimed_identity_id desc, is_exclusive desc, winner_identity_id asc
        ) = 1

),

newest_sightings as (

    select
        winners.left_identity_id,
        winners.right_identity_id,
        winners.claimed_identity_id,
        winners.winner_identity_id,
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

observed as (

    select
        dataset,
        event_id as row_id,
        identity_set_id,
        event_at as known_at
    from experience_events
    union all
    select
        dataset,
        record_id as row_id,
        identity_set_id,
        coalesce(updated_at, ingested_at) as known_at
    from profile_records

),

final as (

    select
        newest_sightings.left_identity_id,
        newest_sightings.right_identity_id,
        newest_sightings.claimed_identity_id,
        newest_sightings.winner_identity_id,
        newest_sightings.dataset,
        newest_sightings.last_seen_at,
        min(observed.row_id) as row_id
    from newest_sightings
    inner join observed
        on
            newest_sightings.identity_set_id = observed.identity_set_id
            and newest_sightings.dataset = observed.dataset
            and newest_sightings.last_seen_at = observed.known_at
    group by
        newest_sightings.left_identity_id,
        newest_sightings.right_identity_id,
        newest_sightings.claimed_identity_id,
        newest_sightings.winner_identity_id,
        newest_sightings.dataset,
        newest_sightings.last_seen_at

)

select * from final
