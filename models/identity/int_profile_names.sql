{# The profile of every identity, as runs of snapshots in which nothing changes. #}
with

int_identity_names as (

    select * from {{ ref('int_identity_names') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

final as (

    select
        int_identity_names.identity_id,
        int_identity_names.name_identity_id,
        int_identities.own_profile_id as profile_id,
        int_identity_names.from_snapshot,
        int_identity_names.until_snapshot,
        int_identity_names.is_present
    from int_identity_names
    inner join int_identities
        on int_identity_names.name_identity_id = int_identities.identity_id

)

select * from final
