with

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

int_removal_explanations as (

    select * from {{ ref('int_removal_explanations') }}

),

final as (

    select
        left_identities.namespace as left_namespace,
        left_identities.identity_value as left_identity_value,
        right_identities.namespace as right_namespace,
        right_identities.identity_value as right_identity_value,
        int_identity_links.first_seen_at,
        int_identity_links.last_seen_at,
        int_identity_links.observation_count,
        int_identity_links.datasets,
        case when int_identity_links.is_kept then 'kept' else 'removed' end as status,
        int_removal_explanations.code as removed_reason,
        int_removal_explanations.explanation as removed_explanation
    from int_identity_links
    inner join int_identities as left_identities
        on int_identity_links.left_identity_id = left_identities.identity_id
    inner join int_identities as right_identities
        on int_identity_links.right_identity_id = right_identities.identity_id
    left join int_removal_explanations
        on
            int_identity_links.left_identity_id = int_removal_explanations.left_identity_id
            and int_identity_links.right_identity_id = int_removal_explanations.right_identity_id

)

select * from final
