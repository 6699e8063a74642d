-- depends_on: {{ ref('row_counts') }}
with

int_profile_records__checked as (

    select * from {{ ref('int_profile_records__checked') }}

),

final as (

    select
        dataset,
        record_id,
        operation,
        identities,
        updated_at,
        ingested_at,
        {% for attribute in profile_attributes() -%}
            {{ attribute.name }},
        {% endfor -%}
        identity_set_id
    from int_profile_records__checked
    where row_status = 'accepted'

)

select * from final
