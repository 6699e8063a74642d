with

refunds as (

    select * from {{ demo_shop_source('refunds') }}

),

final as (

    select
        refund_id as event_id,
        'refunds' as dataset,
        'refund' as event_type,
        refunded_at as event_at,
        loaded_at as ingested_at,
        {{ identities_json([('customer_id', 'customer_id', false), ('email', 'email', false)]) }}
            as identities,
        order_id,
        product_id,
        amount as revenue,
        currency
    from refunds

)

select * from final
