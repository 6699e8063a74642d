{# Identities are numbered so that graphs are searched over integers. #}
with

int_identity_set_members as (

    select * from {{ ref('int_identity_set_members') }}

),

int_identity_set_sightings as (

    select * from {{ ref('int_identity_set_sightings') }}

),

seen as (

    select
        int_identity_set_members.namespace,
        int_identity_set_members.identity_value,
        min(int_identity_set_members.priority) as priority,
        bool_or(int_identity_set_members.is_unique) as is_unique,
        min(int_identity_set_sightings.first_seen_at) as first_seen_at,
        max(int_identity_set_sightings.last_seen_at) as last_seen_at
    from int_identity_set_members
    inner join int_identity_set_sightings
        on int_identity_set_members.identity_set_id = int_identity_set_sightings.identity_set_id
    where int_identity_set_members.drop_code is null
    group by
        int_identity_set_members.namespace,
        int_identity_set_members.identity_value

),

final as (

    select
        row_number() over (order by namespace, identity_value) as identity_id,
        namespace,
        identity_value,
        priority,
        is_unique,
        first_seen_at,
        last_seen_at,
        {{ profile_name('namespace', 'identity_value') }} as own_profile_id
    from seen

)

select * from final
