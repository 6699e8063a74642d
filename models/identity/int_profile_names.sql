{#
    The profile of every identity, as runs of snapshots in which nothing changes. Every name that was ever given is the
    own name of an identity of the map.
#}
{{ config(materialized='view') }}
with

int_identity_names as (

    select * from {{ ref('int_identity_names') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

final as (

    select
        int_identity_names.identity_id,
        int_identity_names.name_identity_id,
        identity_map.own_profile_id as profile_id,
        int_identity_names.from_snapshot,
        int_identity_names.until_snapshot,
        int_identity_names.is_present
    from int_identity_names
    inner join identity_map
        on int_identity_names.name_identity_id = identity_map.identity_id

)

select * from final
