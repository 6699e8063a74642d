with

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

int_identity_link_sightings as (

    select * from {{ ref('int_identity_link_sightings') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

int_removal_explanations as (

    select * from {{ ref('int_removal_explanations') }}

),

-- Most pairs were seen in one dataset: its list is made once, not once for every pair.
first_datasets as (

    select distinct first_dataset
    from int_identity_links

),

one_dataset as (

    select
        first_dataset as dataset,
        {{ distinct_values_json('first_dataset') }} as datasets
    from first_datasets
    group by first_dataset

),

several_datasets as (

    select
        int_identity_link_sightings.left_identity_id,
        int_identity_link_sightings.right_identity_id,
        {{ distinct_values_json('int_identity_link_sightings.dataset') }} as datasets
    from int_identity_link_sightings
    inner join int_identity_links
        on
            int_identity_link_sightings.left_identity_id = int_identity_links.left_identity_id
            and int_identity_link_sightings.right_identity_id = int_identity_links.right_identity_id
    where int_identity_links.first_dataset != int_identity_links.last_dataset
    group by
        int_identity_link_sightings.left_identity_id,
        int_identity_link_sightings.right_identity_id

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
        coalesce(several_datasets.datasets, one_dataset.datasets) as datasets,
        case when int_identity_links.is_kept then 'kept' else 'removed' end as status,
        int_removal_explanations.code as removed_reason,
        int_removal_explanations.explanation as removed_explanation
    from int_identity_links
    inner join int_identities as left_identities
        on int_identity_links.left_identity_id = left_identities.identity_id
    inner join int_identities as right_identities
        on int_identity_links.right_identity_id = right_identities.identity_id
    inner join one_dataset
        on int_identity_links.first_dataset = one_dataset.dataset
    left join several_datasets
        on
            int_identity_links.left_identity_id = several_datasets.left_identity_id
            and int_identity_links.right_identity_id = several_datasets.right_identity_id
    left join int_removal_explanations
        on
            int_identity_links.left_identity_id = int_removal_explanations.left_identity_id
            and int_identity_links.right_identity_id = int_removal_explanations.right_identity_id

)

select * from final
