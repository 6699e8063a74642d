{# Which identities each array holds; the one of highest priority owns the array's events. #}
with

int_identity_set_members as (

    select * from {{ ref('int_identity_set_members') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

usable as (

    select
        identity_set_id,
        namespace,
        identity_value,
        bool_or(is_flagged_primary) as is_flagged_primary
    from int_identity_set_members
    where drop_code is null
    group by
        identity_set_id,
        namespace,
        identity_value

),

final as (

    select
        usable.identity_set_id,
        int_identities.identity_id,
        usable.namespace,
        usable.is_flagged_primary,
        row_number() over (
            partition by usable.identity_set_id
            order by int_identities.priority, int_identities.identity_id
        ) = 1 as is_owner
    from usable
    inner join int_identities
        on
            usable.namespace = int_identities.namespace
            and usable.identity_value = int_identities.identity_value

)

select * from final
