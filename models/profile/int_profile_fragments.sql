{# A record whose newest version is a delete leaves no fragment. #}
with

profile_records as (

    select * from {{ ref('profile_records') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

int_identity_set_identities as (

    select * from {{ ref('int_identity_set_identities') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

-- Within a dataset the later ingested version replaces the earlier one as a whole.
versions as (

    select
        profile_records.*,
        int_datasets.primary_namespace,
        int_datasets.merge_rank,
        coalesce(int_datasets.is_profile_enabled, true) as is_profile_enabled,
        row_number() over (
            partition by profile_records.dataset, profile_records.record_id
            order by
                profile_records.ingested_at desc,
                profile_records.updated_at desc nulls last,
                md5({{ content_json('profile_records', 'profile_records') }})
        ) as version_rank
    from profile_records
    left join int_datasets
        on profile_records.dataset = int_datasets.dataset

),

newest as (

    select *
    from versions
    where
        version_rank = 1
        and operation = 'upsert'
        and is_profile_enabled

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
