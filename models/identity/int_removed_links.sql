{#
    Two graphs are apart because of two identities, one in each, that may not share a graph. Denied links part graphs that
    the unique namespaces leave; so either rule is looked for in the graphs that it parted.
#}
with

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

int_identity_names as (

    select * from {{ ref('int_identity_names') }}

),

int_exclusive_identities as (

    select * from {{ ref('int_exclusive_identities') }}

),

removed as (

    select
        int_identity_links.left_identity_id,
        int_identity_links.right_identity_id,
        int_identity_links.left_graph_id,
        int_identity_links.right_graph_id,
        int_identity_links.is_linking,
        {% for side in ['left', 'right'] -%}
            case
                when left_names.undenied_graph_id = right_names.undenied_graph_id
                    then {{ side }}_names.untrimmed_graph_id
                else {{ side }}_names.undenied_graph_id
            end as {{ side }}_parted_graph_id,
        {% endfor -%}
        left_names.undenied_graph_id = right_names.undenied_graph_id as is_denial
    from int_identity_links
    inner join int_identity_names as left_names
        on
            int_identity_links.left_identity_id = left_names.identity_id
            and left_names.is_present
    inner join int_identity_names as right_names
        on
            int_identity_links.right_identity_id = right_names.identity_id
            and right_names.is_present
    where not int_identity_links.is_kept

),

exclusive_members as (

    select
        case
            when int_exclusive_identities.is_denial then int_identity_names.untrimmed_graph_id
            else int_identity_names.undenied_graph_id
        end as parted_graph_id,
        int_exclusive_identities.is_denial,
        int_exclusive_identities.identity_id,
        int_exclusive_identities.exclusion,
        int_exclusive_identities.code,
        int_exclusive_identities.rule_name
    from int_exclusive_identities
    inner join int_identity_names
        on int_exclusive_identities.identity_id = int_identity_names.identity_id
    where int_identity_names.is_present

),

conflicts as (

    select
        removed.left_identity_id,
        removed.right_identity_id,
        left_members.code,
        left_members.rule_name,
        left_members.identity_id as left_exclusive_id,
        right_members.identity_id as right_exclusive_id,
        row_number() over (
            partition by removed.left_identity_id, removed.right_identity_id
            order by left_members.exclusion
        ) as conflict_rank
    from removed
    inner join exclusive_members as left_members
        on
            removed.is_denial = left_members.is_denial
            and removed.left_parted_graph_id = left_members.parted_graph_id
    inner join exclusive_members as right_members
        on
            removed.is_denial = right_members.is_denial
            and removed.right_parted_graph_id = right_members.parted_graph_id
            and left_members.exclusion = right_members.exclusion
            and left_members.identity_id != right_members.identity_id

),

final as (

    select
        removed.left_identity_id,
        removed.right_identity_id,
        case
            when '{{ identity_stitching() }}' = 'none' then 'stitching_off'
            when not removed.is_linking then 'two_people_in_one_row'
            when removed.left_graph_id = removed.right_graph_id then 'graph_limit'
            else conflicts.code
        end as code,
        conflicts.rule_name,
        conflicts.left_exclusive_id,
        conflicts.right_exclusive_id,
        removed.left_parted_graph_id,
        removed.right_parted_graph_id,
        removed.is_denial
    from removed
    left join conflicts
        on
            removed.left_identity_id = conflicts.left_identity_id
            and removed.right_identity_id = conflicts.right_identity_id
            and conflicts.conflict_rank = 1

)

select * from final
