{# Who owns each identity as known at as_of. Labels follow the person; later records join none. #}
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

scoring_snapshots as (

    select distinct int_snapshots.snapshot_number
    from cuts
    inner join int_snapshots
        on cuts.cut_at = int_snapshots.cut_at
    where cuts.role = 'scoring'

),

final as (

    select
        int_profile_names.identity_id,
        int_profile_names.profile_id as person_id
    from int_profile_names
    inner join scoring_snapshots
        on
            int_profile_names.from_snapshot <= scoring_snapshots.snapshot_number
            and int_profile_names.until_snapshot >= scoring_snapshots.snapshot_number

)

select * from final
