{# Denied links part what the unique namespaces leave, so that a link is cut for one of the two. #}
with

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

int_refused_links as (

    select * from {{ ref('int_refused_links') }}

),

int_exclusive_identities as (

    select * from {{ ref('int_exclusive_identities') }}

),

final as (

    select
        int_identity_links.left_identity_id,
        int_identity_links.right_identity_id,
        case
            when '{{ identity_stitching() }}' = 'none' then 'stitching_off'
            when not int_identity_links.is_linking then 'two_people_in_one_row'
            when int_identity_links.left_graph_id = int_identity_links.right_graph_id
                then 'graph_limit'
            else int_exclusive_identities.code
        end as code,
        int_exclusive_identities.rule_name,
        int_refused_links.left_exclusive_id,
        int_refused_links.right_exclusive_id,
        int_refused_links.claimed_identity_id,
        int_refused_links.winner_identity_id
    from int_identity_links
    left join int_refused_links
        on
            int_identity_links.left_identity_id = int_refused_links.left_identity_id
            and int_identity_links.right_identity_id = int_refused_links.right_identity_id
    left join int_exclusive_identities
        on
            int_refused_links.left_exclusive_id = int_exclusive_identities.identity_id
            and int_refused_links.exclusion = int_exclusive_identities.exclusion
    where not int_identity_links.is_kept

)

select * from final
