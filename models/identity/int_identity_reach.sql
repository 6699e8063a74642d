{# How many people an identity was ever seen with, whether the links count today or not. #}
with

int_identity_links as (

    select * from {{ ref('int_identity_links') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

met as (

    {% for side, other in [('left', 'right'), ('right', 'left')] -%}
        select
            int_identity_links.{{ side }}_identity_id as identity_id,
            int_identity_links.{{ other }}_identity_id as other_identity_id,
            int_identity_links.is_kept
        from int_identity_links
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

by_namespace as (

    select
        met.identity_id,
        count(*) as link_count,
        count_if(not met.is_kept) as removed_link_count,
        count_if(int_identities.is_unique) as unique_identity_count,
        count_if(int_identities.is_unique and met.is_kept) as kept_unique_identity_count,
        count_if(int_identities.is_personal) as personal_identity_count,
        count_if(int_identities.is_personal and met.is_kept) as kept_personal_identity_count
    from met
    inner join int_identities
        on met.other_identity_id = int_identities.identity_id
    group by
        met.identity_id,
        int_identities.namespace_number

),

-- One person may have several unique identities: a customer number and a loyalty card.
people as (

    select
        met.identity_id,
        count(distinct identity_map.name_identity_id) as people_count
    from met
    inner join int_identities
        on met.other_identity_id = int_identities.identity_id
    inner join identity_map
        on met.other_identity_id = identity_map.identity_id
    where int_identities.is_unique
    group by met.identity_id

),

summed as (

    select
        identity_id,
        sum(link_count) as link_count,
        sum(removed_link_count) as removed_link_count,
        sum(unique_identity_count) as unique_identity_count,
        sum(kept_unique_identity_count) as kept_unique_identity_count,
        max(personal_identity_count) as personal_identity_count,
        sum(kept_personal_identity_count) as kept_personal_identity_count
    from by_namespace
    group by identity_id

),

-- A browser that never saw a unique identity has as many people as it saw addresses, say.
final as (

    select
        summed.*,
        case
            when summed.unique_identity_count = 0 and not int_identities.is_personal
                then summed.personal_identity_count
            else coalesce(people.people_count, 0)
        end as people_count
    from summed
    left join people
        on summed.identity_id = people.identity_id
    inner join int_identities
        on summed.identity_id = int_identities.identity_id

)

select * from final
