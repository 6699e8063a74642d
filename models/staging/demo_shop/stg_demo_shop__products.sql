with

products as (

    select * from {{ demo_shop_source('products') }}

),

final as (

    select
        product_id,
        name,
        category_path,
        brand,
        price
    from products

)

select * from final
