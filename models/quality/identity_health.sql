{#
    What a person should look at before trusting who is who. Sizes are for information; every other finding is a warning
    about one identity, profile or link, the worst first by `measured`.
#}
with

identity_graphs as (

    select * from {{ ref('identity_graphs') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

int_identity_reach as (

    select * from {{ ref('int_identity_reach') }}

),

int_identity_bridges as (

    select * from {{ ref('int_identity_bridges') }}

),

members as (

    select
        identity_map.profile_id,
        identity_map.identity_id,
        int_identities.namespace,
        int_identities.is_personal,
        int_identities.is_unique,
        int_identities.namespace || ' ''' || int_identities.identity_value || ''''
            as identity_words,
        coalesce(int_identity_reach.link_count, 0) as link_count,
        coalesce(int_identity_reach.removed_link_count, 0) as removed_link_count,
        coalesce(int_identity_reach.people_count, 0) as people_count,
        coalesce(int_identity_reach.kept_unique_identity_count, 0) as kept_unique_identity_count,
        coalesce(int_identity_reach.kept_personal_identity_count, 0)
            as kept_personal_identity_count
    from identity_map
    inner join int_identities
        on identity_map.identity_id = int_identities.identity_id
    left join int_identity_reach
        on identity_map.identity_id = int_identity_reach.identity_id

),

profiles as (

    select
        profile_id,
        bool_or(is_unique) as has_unique_identity,
        count_if(is_unique) as unique_identity_count,
        count(distinct case when is_personal then namespace end) as personal_namespace_count
    from members
    group by profile_id

),

graph_sizes as (

    select
        'graph_size' as finding,
        case
            when identity_count = 1 then '1 identity'
            when identity_count = 2 then '2 identities'
            when identity_count <= 5 then '3 to 5 identities'
            when identity_count <= 10 then '6 to 10 identities'
            when identity_count <= 50 then '11 to 50 identities'
            else 'more than 50 identities'
        end as subject,
        cast(null as {{ dbt.type_string() }}) as profile_id,
        count(*) as measured,
        'profiles of this size; that lost identities to the limit: '
        || cast(count_if(is_truncated) as {{ dbt.type_string() }}) as explanation
    from identity_graphs
    group by subject

),

shared_identities as (

    select
        'shared_identity' as finding,
        identity_words as subject,
        profile_id,
        people_count as measured,
        'seen with so many people. If it says nothing about a person, add it to'
        || ' blocked_identities: that takes away its '
        || cast(link_count as {{ dbt.type_string() }}) || ' links; cut already: '
        || cast(removed_link_count as {{ dbt.type_string() }}) as explanation
    from members
    where
        people_count >= {{ threshold('shared_identity_people') }}
        and not is_unique

),

several_personal_ids as (

    select
        'several_personal_ids' as finding,
        members.namespace || ' of ' || members.profile_id as subject,
        members.profile_id,
        count(*) as measured,
        'values of one personal namespace in a profile '
        || case when profiles.has_unique_identity then 'with' else 'without' end
        || ' a unique identity: several people may have merged unseen' as explanation
    from members
    inner join profiles
        on members.profile_id = profiles.profile_id
    where
        members.is_personal
        and not members.is_unique
    group by
        members.namespace,
        members.profile_id,
        profiles.has_unique_identity
    -- Who has a unique identity may well have two addresses, but hardly so many.
    having
        count(*) >= case
            when profiles.has_unique_identity then {{ threshold('shared_identity_people') }} else 2
        end

),

-- An id that devices alone tie to another person's, or one never seen with a unique one.
dangling_ids as (

    select
        'dangling_id' as finding,
        members.identity_words as subject,
        members.profile_id,
        members.link_count as measured,
        case
            when profiles.has_unique_identity and not members.is_unique
                then
                    'never seen with a unique identity of its own: it joined this person only'
                    || ' through other identities'
            else
                'seen with devices and browsers only: they alone made it one person with another '
                || case when members.is_unique then 'unique' else 'personal' end || ' identity'
        end as explanation
    from members
    inner join profiles
        on members.profile_id = profiles.profile_id
    where
        members.is_personal
        and case
            when members.is_unique
                then
                    profiles.unique_identity_count > 1
                    and members.kept_personal_identity_count = 0
            when profiles.has_unique_identity then members.kept_unique_identity_count = 0
            else
                profiles.personal_namespace_count > 1
                and members.kept_personal_identity_count = 0
        end

),

bridges as (

    select
        'bridge_link' as finding,
        left_members.identity_words || ' and ' || right_members.identity_words as subject,
        left_members.profile_id,
        least(int_identity_bridges.left_identity_count, int_identity_bridges.right_identity_count)
            as measured,
        'this link alone holds two parts together, of '
        || cast(int_identity_bridges.left_identity_count as {{ dbt.type_string() }}) || ' and '
        || cast(int_identity_bridges.right_identity_count as {{ dbt.type_string() }})
        || ' identities; measured is the smaller part' as explanation
    from int_identity_bridges
    inner join members as left_members
        on int_identity_bridges.left_identity_id = left_members.identity_id
    inner join members as right_members
        on int_identity_bridges.right_identity_id = right_members.identity_id
    where
        int_identity_bridges.left_identity_count > 1
        and int_identity_bridges.right_identity_count > 1

),

final as (

    {% for findings in [
        'graph_sizes', 'shared_identities', 'several_personal_ids', 'dangling_ids', 'bridges'
    ] -%}
        select
            finding,
            subject,
            profile_id,
            cast(measured as bigint) as measured,
            explanation
        from {{ findings }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from final
