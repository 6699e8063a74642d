{#
    The links by which the graphs that a rule keeps apart hold together. A unique namespace parts graphs before denied
    links do, so what it parted may hold links that a denied link took away afterwards.
#}
with

int_removed_links as (

    select * from {{ ref('int_removed_links') }}

),

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

int_identity_names as (

    select * from {{ ref('int_identity_names') }}

),

parted_graphs as (

    {% for side in ['left', 'right'] -%}
        select
            is_denial,
            {{ side }}_parted_graph_id as graph_id
        from int_removed_links
        where left_exclusive_id is not null
        {% if not loop.last %}union{% endif %}
    {% endfor %}

),

members as (

    select
        int_identity_names.identity_id,
        parted_graphs.is_denial,
        parted_graphs.graph_id
    from int_identity_names
    inner join parted_graphs
        on
            parted_graphs.graph_id = case
                when parted_graphs.is_denial then int_identity_names.untrimmed_graph_id
                else int_identity_names.undenied_graph_id
            end
    where int_identity_names.is_present

),

final as (

    select
        int_identity_links.left_identity_id,
        int_identity_links.right_identity_id,
        left_members.is_denial
    from int_identity_links
    inner join members as left_members
        on int_identity_links.left_identity_id = left_members.identity_id
    inner join members as right_members
        on
            int_identity_links.right_identity_id = right_members.identity_id
            and left_members.is_denial = right_members.is_denial
            and left_members.graph_id = right_members.graph_id
    where int_identity_links.is_linking

)

select * from final
