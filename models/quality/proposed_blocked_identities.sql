{# Shared identities in the shape of the settings table blocked_identities. #}
with

int_identities as (

    select * from {{ ref('int_identities') }}

),

int_identity_reach as (

    select * from {{ ref('int_identity_reach') }}

),

final as (

    select
        int_identities.namespace,
        '^' || {{ regex_escaped('int_identities.identity_value') }} || '$' as pattern,
        'seen with ' || cast(int_identity_reach.people_count as {{ dbt.type_string() }})
        || ' people' as reason,
        int_identities.identity_value,
        cast(int_identity_reach.people_count as bigint) as people_count,
        cast(int_identity_reach.link_count as bigint) as link_count,
        cast(int_identity_reach.removed_link_count as bigint) as removed_link_count
    from int_identities
    inner join int_identity_reach
        on int_identities.identity_id = int_identity_reach.identity_id
    where
        int_identity_reach.people_count >= {{ threshold('shared_identity_people') }}
        and not int_identities.is_unique

)

select * from final
