with

web_events as (

    select * from {{ demo_shop_source('web_events') }}

),

final as (

    select
        event_id,
        'web_events' as dataset,
        event_name as event_type,
        occurred_at as event_at,
        received_at as ingested_at,
        {{ identities_json([
            ('cookie_id', 'cookie_id', false), ('customer_id', 'customer_id', false)
        ]) }} as identities,
        product_id,
        article_id as content_id,
        'web' as channel,
        session_id,
        case
            when
                search_term is not null
                then {{ json_text_object([('search_term', 'search_term')]) }}
        end as properties
    from web_events

)

select * from final
