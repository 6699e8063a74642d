-- depends_on: {{ ref('row_counts') }}
with

int_experience_events__checked as (

    select * from {{ ref('int_experience_events__checked') }}

),

int_expired_events as (

    select * from {{ ref('int_expired_events') }}

),

final as (

    select
        int_experience_events__checked.event_id,
        int_experience_events__checked.dataset,
        int_experience_events__checked.event_type,
        int_experience_events__checked.event_at,
        int_experience_events__checked.ingested_at,
        int_experience_events__checked.identities,
        int_experience_events__checked.order_id,
        int_experience_events__checked.product_id,
        int_experience_events__checked.quantity,
        int_experience_events__checked.revenue,
        int_experience_events__checked.currency,
        int_experience_events__checked.content_id,
        int_experience_events__checked.campaign_id,
        int_experience_events__checked.channel,
        int_experience_events__checked.session_id,
        int_experience_events__checked.properties,
        int_experience_events__checked.identity_set_id
    from int_experience_events__checked
    left join int_expired_events
        on
            int_experience_events__checked.dataset = int_expired_events.dataset
            and int_experience_events__checked.event_id = int_expired_events.event_id
    where
        int_experience_events__checked.row_status = 'accepted'
        and int_expired_events.event_id is null

)

select * from final
