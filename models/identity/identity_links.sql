with

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

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
        'kept' as status,
        cast(null as {{ dbt.type_string() }}) as removed_reason
    from int_identity_links
    inner join int_identities as left_identities
        on int_identity_links.left_identity_id = left_identities.identity_id
    inner join int_identities as right_identities
        on int_identity_links.right_identity_id = right_identities.identity_id

)

select * from final
