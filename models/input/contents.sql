-- depends_on: {{ ref('row_counts') }}
with

int_contents__checked as (

    select * from {{ ref('int_contents__checked') }}

),

final as (

    select
        content_id,
        title,
        topic
    from int_contents__checked
    where row_status = 'accepted'

)

select * from final
