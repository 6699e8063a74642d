with

consents as (

    select * from {{ ref('consents') }}

),

int_identity_namespaces as (

    select * from {{ ref('int_identity_namespaces') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

final as (

    select
        consents.namespace,
        consents.id,
        consents.purpose,
        consents.value,
        consents.recorded_at,
        consents.row_status,
        identity_map.identity_id,
        identity_map.profile_id
    from consents
    left join int_identity_namespaces
        on consents.namespace = int_identity_namespaces.namespace
    left join identity_map
        on
            consents.namespace = identity_map.namespace
            and {{ normalised_identity('consents.id', 'int_identity_namespaces.normalisation') }}
            = identity_map.identity_value

)

select * from final
