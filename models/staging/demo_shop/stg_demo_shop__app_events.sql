with

app_events as (

    select * from {{ demo_shop_source('app_events') }}

),

final as (

    select
        event_id,
        'app_events' as dataset,
        event_name as event_type,
        occurred_at as event_at,
        received_at as ingested_at,
        {{ identities_json([
            ('device_id', 'device_id', false), ('customer_id', 'customer_id', false)
        ]) }} as identities,
        product_id,
        article_id as content_id,
        'app' as channel
    from app_events

)

select * from final
