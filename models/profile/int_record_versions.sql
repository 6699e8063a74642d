{#
    Within a dataset the later ingested version of a record replaces the earlier one as a whole; where the newest is a
    delete, the record is gone. Of those ingested at once the one updated last is the newest, a delete that does not say
    when among them.
#}
with

profile_records as (

    select * from {{ ref('profile_records') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

numbered as (

    select
        profile_records.*,
        int_datasets.primary_namespace,
        int_datasets.merge_rank,
        coalesce(int_datasets.is_profile_enabled, true) as is_profile_enabled,
        row_number() over (
            partition by profile_records.dataset, profile_records.record_id
            order by
                profile_records.ingested_at desc,
                case
                    when profile_records.operation = 'delete' and profile_records.updated_at is null
                        then 0
                    else 1
                end asc,
                profile_records.updated_at desc nulls last,
                profile_records.operation asc,
                md5({{ content_json('profile_records', 'profile_records') }})
        ) as version_rank
    from profile_records
    left join int_datasets
        on profile_records.dataset = int_datasets.dataset

),

final as (

    select
        *,
        case
            when not is_profile_enabled then 'dataset_not_enabled'
            when version_rank > 1 then 'superseded'
            when operation = 'delete' then 'deleted'
            else 'merged'
        end as version_status
    from numbered

)

select * from final
