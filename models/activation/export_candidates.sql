{#
    Every member of every audience that a destination is sent, and why some are left out. A destination that may not receive
    what it asks for has none.
#}
{%- set labels = dataset_labels(ref('int_datasets'), ref('profile_attribute_sources')) -%}
with

customer_profiles as (

    select * from {{ ref('customer_profiles') }}

),

segment_evaluations as (

    select * from {{ ref('segment_evaluations') }}

),

segment_membership as (

    select * from {{ ref('segment_membership') }}

),

known_consents as (

    select * from {{ ref('known_consents') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

int_identity_namespaces as (

    select * from {{ ref('int_identity_namespaces') }}

),

int_suppressed_identities as (

    select * from {{ ref('int_suppressed_identities') }}

),

suppressed as (

    select distinct identity_map.profile_id
    from int_suppressed_identities
    inner join int_identity_namespaces
        on int_suppressed_identities.namespace = int_identity_namespaces.namespace
    inner join identity_map
        on
            int_suppressed_identities.namespace = identity_map.namespace
            and {{ normalised_identity(
                'int_suppressed_identities.identity_value', 'int_identity_namespaces.normalisation'
            ) }}
            = identity_map.identity_value

),

recent_identities as (

    select
        profile_id,
        namespace,
        identity_value,
        row_number() over (
            partition by profile_id, namespace
            order by last_seen_at desc, identity_value asc
        ) as recency
    from identity_map

),

{{ candidates(labels) }}

ranked as (

    select
        *,
        row_number() over (
            partition by destination, record_key, left_out_reason
            order by qualified_at desc, profile_id asc
        ) as key_rank
    from candidates

),

final as (

    select
        destination,
        profile_id,
        identities,
        record_key,
        qualified_at,
        case
            when left_out_reason is null and key_rank > 1 then 'duplicate_key'
            else left_out_reason
        end as left_out_reason
    from ranked

)

select * from final
