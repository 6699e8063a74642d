{#
    Who was known at a cut by nothing but unscored_namespaces: no model learns from them there, and none speaks of them.
#}
with

cuts as (

    select * from {{ ref('cuts') }}

),

int_snapshots as (

    select * from {{ ref('int_snapshots') }}

),

int_profile_names as (

    select * from {{ ref('int_profile_names') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

moments as (

    select distinct
        cuts.cut_at,
        cuts.role = 'scoring' as is_scoring,
        int_snapshots.snapshot_number
    from cuts
    inner join int_snapshots
        on cuts.cut_at = int_snapshots.cut_at
    where {{ 'true' if unscored_namespaces() else 'false' }}

),

final as (

    select
        moments.cut_at,
        moments.is_scoring,
        int_profile_names.name_identity_id
    from moments
    inner join int_profile_names
        on
            moments.snapshot_number >= int_profile_names.from_snapshot
            and moments.snapshot_number <= int_profile_names.until_snapshot
    inner join int_identities
        on int_profile_names.identity_id = int_identities.identity_id
    group by
        moments.cut_at,
        moments.is_scoring,
        int_profile_names.name_identity_id
    having
        bool_and(
            int_identities.namespace in ({{ text_list(unscored_namespaces()) or "''" }})
        )

)

select * from final
