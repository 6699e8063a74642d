with

int_record_versions as (

    select * from {{ ref('int_record_versions') }}

),

final as (

    select
        dataset,
        record_id,
        version_rank,
        operation,
        updated_at,
        ingested_at,
        version_status as code,
        case version_status
            when 'superseded' then 'a later version of this record replaces it'
            when 'deleted' then 'the newest version of this record is a delete'
            when
                'dataset_not_enabled'
                then 'the settings keep this dataset out of the profile (is_profile_enabled)'
        end as explanation
    from int_record_versions
    where version_status != 'merged'

)

select * from final
