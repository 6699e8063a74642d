with

int_record_versions as (

    select * from {{ ref('int_record_versions') }}

),

int_identity_set_identities as (

    select * from {{ ref('int_identity_set_identities') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

newest as (

    select *
    from int_record_versions
    where version_status = 'merged'

),

-- A record belongs to the identity that its dataset declares, else to the flagged one, else to the
-- one of highest priority.
owners as (

    select
        newest.dataset,
        newest.record_id,
        int_identity_set_identities.identity_id,
        row_number() over (
            partition by newest.dataset, newest.record_id
            order by
                coalesce(
                    int_identity_set_identities.namespace = newest.primary_namespace, false
                ) desc,
                int_identity_set_identities.is_flagged_primary desc,
                int_identity_set_identities.is_owner desc,
                int_identity_set_identities.identity_id asc
        ) as owner_rank
    from newest
    inner join int_identity_set_identities
        on newest.identity_set_id = int_identity_set_identities.identity_set_id

),

final as (

    select
        identity_map.profile_id,
        newest.dataset,
        newest.record_id,
        newest.merge_rank,
        newest.updated_at,
        newest.ingested_at,
        {% for attribute in profile_attributes() -%}
            newest.{{ attribute.name }},
        {% endfor -%}
        coalesce(newest.updated_at, newest.ingested_at) as row_at
    from newest
    inner join owners
        on
            newest.dataset = owners.dataset
            and newest.record_id = owners.record_id
    inner join identity_map
        on owners.identity_id = identity_map.identity_id
    where owners.owner_rank = 1

)

select * from final
