{#
    Were the runs of an identity's names to overlap, its events would count twice at the cuts they share.
#}
with

int_profile_names as (

    select * from {{ ref('int_profile_names') }}

),

final as (

    select
        identity_id,
        from_snapshot,
        until_snapshot,
        lead(from_snapshot) over (
            partition by identity_id
            order by from_snapshot
        ) as next_from_snapshot
    from int_profile_names
    qualify until_snapshot >= next_from_snapshot

)

select * from final
