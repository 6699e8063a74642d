with

int_unlinked_identity_sets as (

    select * from {{ ref('int_unlinked_identity_sets') }}

),

int_identity_rows as (

    select * from {{ ref('int_identity_rows') }}

),

int_identity_sets as (

    select * from {{ ref('int_identity_sets') }}

),

final as (

    select
        int_identity_rows.dataset,
        int_identity_rows.row_id,
        max(int_identity_rows.known_at) as last_seen_at,
        int_identity_sets.identities,
        int_unlinked_identity_sets.code,
        int_unlinked_identity_sets.explanation
    from int_unlinked_identity_sets
    inner join int_identity_rows
        on int_unlinked_identity_sets.identity_set_id = int_identity_rows.identity_set_id
    inner join int_identity_sets
        on int_unlinked_identity_sets.identity_set_id = int_identity_sets.identity_set_id
    group by
        int_identity_rows.dataset,
        int_identity_rows.row_id,
        int_identity_sets.identities,
        int_unlinked_identity_sets.code,
        int_unlinked_identity_sets.explanation

)

select * from final
