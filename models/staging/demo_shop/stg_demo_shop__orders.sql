{#
    One purchase event for each line of an order; the line number makes the event id unique. A line without an order,
    or an order without a line, lacks what an event needs and is rejected downstream rather than lost in the join.
#}
with

orders as (

    select * from {{ demo_shop_source('orders') }}

),

order_items as (

    select * from {{ demo_shop_source('order_items') }}

),

final as (

    select
        order_items.order_id || '-' || order_items.line as event_id,
        'orders' as dataset,
        'purchase' as event_type,
        orders.ordered_at as event_at,
        orders.loaded_at as ingested_at,
        {{ identities_json([
            ('customer_id', 'orders.customer_id', false),
            ('email', 'orders.email', false),
            ('cookie_id', 'orders.cookie_id', false),
        ]) }} as identities,
        coalesce(orders.order_id, order_items.order_id) as order_id,
        order_items.product_id,
        order_items.quantity,
        order_items.line_total as revenue,
        orders.currency,
        orders.channel
    from orders
    full outer join order_items
        on orders.order_id = order_items.order_id

)

select * from final
