with

email_events as (

    select * from {{ demo_shop_source('email_events') }}

),

final as (

    select
        message_id as event_id,
        'email_events' as dataset,
        event_name as event_type,
        occurred_at as event_at,
        loaded_at as ingested_at,
        {{ identities_json([('email', 'email', false)]) }} as identities,
        campaign as campaign_id,
        'email' as channel
    from email_events

)

select * from final
