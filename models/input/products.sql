-- depends_on: {{ ref('row_counts') }}
with

int_products__checked as (

    select * from {{ ref('int_products__checked') }}

),

final as (

    select
        product_id,
        name,
        category_path,
        brand,
        price
    from int_products__checked
    where row_status = 'accepted'

)

select * from final
