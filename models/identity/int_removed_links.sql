{# Two graphs are apart because of two identities, one in each, that may not share a graph. #}
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

    select *
    from int_identity_links
    where not is_kept

),

exclusive_members as (

    select
        int_identity_names.untrimmed_graph_id,
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
        on removed.left_graph_id = left_members.untrimmed_graph_id
    inner join exclusive_members as right_members
        on
            removed.right_graph_id = right_members.untrimmed_graph_id
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
        removed.left_graph_id,
        removed.right_graph_id
    from removed
    left join conflicts
        on
            removed.left_identity_id = conflicts.left_identity_id
            and removed.right_identity_id = conflicts.right_identity_id
            and conflicts.conflict_rank = 1

)

select * from final
