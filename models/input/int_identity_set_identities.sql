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
        bool_or(int_identity_set_members.is_flagged_primary) as is_flagged_primary
    from int_identity_set_members
    inner join int_identities
        on
            int_identity_set_members.namespace = int_identities.namespace
            and int_identity_set_members.identity_value = int_identities.identity_value
    where int_identities.drop_code is null
    group by
        int_identity_set_members.identity_set_id,
        int_identities.identity_id,
        int_identities.namespace,
        int_identities.is_unique

),

final as (

    select
        *,
        identity_id = min(identity_id) over (partition by identity_set_id) as is_owner
    from usable

)

select * from final
