-- depends_on: {{ ref('row_counts') }}
with

int_consents__checked as (

    select * from {{ ref('int_consents__checked') }}

),

final as (

    select
        namespace,
        id,
        purpose,
        value,
        recorded_at,
        row_status
    from int_consents__checked
    where row_status in ('accepted', 'after_as_of')

)

select * from final
