{# Whose each identity was at each cut, as known then. #}
{{ config(materialized='view') }}
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

final as (

    select
        cuts.insight,
        cuts.cut_at,
        cuts.role,
        cuts.days_before_as_of,
        int_profile_names.identity_id,
        int_profile_names.name_identity_id,
        int_profile_names.profile_id
    from cuts
    inner join int_snapshots
        on cuts.cut_at = int_snapshots.cut_at
    inner join int_profile_names
        on
            int_snapshots.snapshot_number >= int_profile_names.from_snapshot
            and int_snapshots.snapshot_number <= int_profile_names.until_snapshot

)

select * from final
