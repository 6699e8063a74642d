{#
    A row with two values of a unique namespace speaks of two people: it is stored, but it links nobody.
#}
with

int_identity_set_identities as (

    select * from {{ ref('int_identity_set_identities') }}

),

final as (

    select
        identity_set_id,
        namespace
    from int_identity_set_identities
    where is_unique
    group by
        identity_set_id,
        namespace
    having count(*) > 1

)

select * from final
