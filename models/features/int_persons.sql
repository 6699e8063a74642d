{# Who owns each identity as known at as_of. Labels follow the person; later records join none. #}
with

int_profile_names as (

    select * from {{ ref('int_profile_names') }}

),

int_snapshots as (

    select * from {{ ref('int_snapshots') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

final as (

    select
        int_profile_names.identity_id,
        int_profile_names.profile_id as person_id
    from int_profile_names
    inner join int_snapshots
        on
            int_profile_names.from_snapshot <= int_snapshots.snapshot_number
            and int_profile_names.until_snapshot >= int_snapshots.snapshot_number
    inner join build_clock
        on int_snapshots.cut_at = build_clock.as_of

)

select * from final
