{# Which usable identities each array holds; the one of highest priority owns the array's events. #}
with

int_identity_set_members as (

    select * from {{ ref('int_identity_set_members') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

usable as (

    select
        int_identity_set_members.identity_set_id,
        int_identities.identity_id,
        int_identities.namespace,
        int_identities.is_unique,
        int_identity_set_members.is_flagged_primary,
        lag(int_identities.identity_id) over (
            partition by int_identity_set_members.identity_set_id
            order by
                int_identities.identity_id asc,
                int_identity_set_members.is_flagged_primary desc
        ) as previous_identity_id
    from int_identity_set_members
    inner join int_identities
        on
            int_identity_set_members.namespace = int_identities.namespace
            and int_identity_set_members.identity_value = int_identities.identity_value
    where int_identities.drop_code is null

),

-- An array may name an identity twice; it counts once, and as flagged where one of them is.
final as (

    select
        identity_set_id,
        identity_id,
        namespace,
        is_unique,
        is_flagged_primary,
        previous_identity_id is null as is_owner
    from usable
    where previous_identity_id is distinct from identity_id

)

select * from final
