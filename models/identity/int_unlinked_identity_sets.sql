-- depends_on: {{ ref('row_counts') }}
{#
    Rows that are stored but link nobody: those with two values of a unique namespace speak of two people, and those with
    more identities than a graph may hold would make a link of every pair.
#}
with

int_identity_set_identities as (

    select * from {{ ref('int_identity_set_identities') }}

),

conflicting as (

    select
        identity_set_id,
        namespace,
        count(*) as identity_count
    from int_identity_set_identities
    where is_unique
    group by
        identity_set_id,
        namespace
    having count(*) > 1

),

crowded as (

    select
        identity_set_id,
        count(*) as identity_count
    from int_identity_set_identities
    group by identity_set_id
    having count(*) > {{ threshold('max_graph_identities') }}

),

-- A row that is both is told once, as crowded.
final as (

    select
        identity_set_id,
        'too_many_identities' as code,
        'the row holds ' || cast(identity_count as {{ dbt.type_string() }})
        || ' identities, more than a graph may (max_graph_identities is '
        || '{{ threshold('max_graph_identities') }}): it is stored, but links nobody' as explanation
    from crowded
    union all
    select
        conflicting.identity_set_id,
        'two_people_in_one_row' as code,
        'the row holds ' || cast(max(conflicting.identity_count) as {{ dbt.type_string() }})
        || ' values of ' || min(conflicting.namespace)
        || ', which is unique: it is stored, but links nobody' as explanation
    from conflicting
    left join crowded
        on conflicting.identity_set_id = crowded.identity_set_id
    where crowded.identity_set_id is null
    group by conflicting.identity_set_id

)

select * from final
