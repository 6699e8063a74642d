{#
    Every member of every audience that a destination is sent, and why some are left out. A destination that may not receive
    what it asks for has none.
#}
{%- set provenance = data_provenance(provenance_sources()) -%}
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

control_group_draws as (

    select * from {{ ref('control_group_draws') }}

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

{{ candidates(provenance) }}

{# Whoever may be sent nothing is not reached by way of another profile either. #}
withheld_keys as (

    select distinct
        destination,
        record_key
    from candidates
    where
        left_out_reason is not null
        and record_key is not null

),

judged as (

    select
        candidates.* exclude (left_out_reason),
        case
            when candidates.left_out_reason is not null then candidates.left_out_reason
            when withheld_keys.record_key is not null then 'withheld_key'
        end as left_out_reason
    from candidates
    left join withheld_keys
        on
            candidates.destination = withheld_keys.destination
            and candidates.record_key = withheld_keys.record_key
    where candidates.is_member

),

ranked as (

    select
        *,
        row_number() over (
            partition by destination, record_key, left_out_reason
            order by qualified_at desc, profile_id asc
        ) as key_rank
    from judged

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
