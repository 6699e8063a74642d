{# A link is cut because of others: where one was, all links that hang together are replayed. #}
with

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

int_identity_link_sightings as (

    select * from {{ ref('int_identity_link_sightings') }}

),

int_identity_names as (

    select * from {{ ref('int_identity_names') }}

),

parted_graphs as (

    {% for side in ['left', 'right'] -%}
        select int_identity_names.undenied_graph_id
        from int_identity_links
        inner join int_identity_names
            on int_identity_links.{{ side }}_identity_id = int_identity_names.identity_id
        where
            '{{ identity_stitching() }}' = 'graph'
            and int_identity_names.is_present
            and int_identity_links.is_linking
            and int_identity_links.left_graph_id != int_identity_links.right_graph_id
        {% if not loop.last %}union{% endif %}
    {% endfor %}

),

parted_identities as (

    select int_identity_names.identity_id
    from int_identity_names
    inner join parted_graphs
        on int_identity_names.undenied_graph_id = parted_graphs.undenied_graph_id
    where int_identity_names.is_present

),

final as (

    select
        int_identity_link_sightings.left_identity_id,
        int_identity_link_sightings.right_identity_id,
        max(int_identity_link_sightings.last_seen_at) as last_seen_at,
        max_by(
            int_identity_link_sightings.last_identity_set_id,
            (
                int_identity_link_sightings.last_seen_at,
                int_identity_link_sightings.last_identity_set_id
            )
        ) as last_row
    from int_identity_link_sightings
    inner join parted_identities
        on int_identity_link_sightings.left_identity_id = parted_identities.identity_id
    where int_identity_link_sightings.is_linking
    group by
        int_identity_link_sightings.left_identity_id,
        int_identity_link_sightings.right_identity_id

)

select * from final
