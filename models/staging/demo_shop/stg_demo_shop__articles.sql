with

articles as (

    select * from {{ demo_shop_source('articles') }}

),

final as (

    select
        article_id as content_id,
        title,
        topic
    from articles

)

select * from final
