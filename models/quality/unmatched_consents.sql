with

int_consent_identities as (

    select * from {{ ref('int_consent_identities') }}

),

final as (

    select
        namespace,
        id,
        purpose,
        value,
        recorded_at
    from int_consent_identities
    where identity_id is null

)

select * from final
