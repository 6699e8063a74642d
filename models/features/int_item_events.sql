{#
    What each identity engaged with: bought a product, bought of a category, or did something with a piece of content.
    What the shop sends is no engagement.
#}
{{ config(materialized='view') }}
with

int_feature_events as (

    select * from {{ ref('int_feature_events') }}

),

int_product_categories as (

    select * from {{ ref('int_product_categories') }}

),

declared_affinities as (

    select * from {{ ref('declared_affinities') }}

),

items as (

    select
        'product_affinity' as insight,
        dataset,
        event_id,
        identity_id,
        product_id as item,
        event_at,
        days_before_as_of
    from int_feature_events
    where event_type = 'purchase'
    union all
    select
        'category_affinity' as insight,
        int_feature_events.dataset,
        int_feature_events.event_id,
        int_feature_events.identity_id,
        int_product_categories.category as item,
        int_feature_events.event_at,
        int_feature_events.days_before_as_of
    from int_feature_events
    inner join int_product_categories
        on int_feature_events.product_id = int_product_categories.product_id
    where int_feature_events.event_type = 'purchase'
    union all
    select
        'content_affinity' as insight,
        dataset,
        event_id,
        identity_id,
        content_id as item,
        event_at,
        days_before_as_of
    from int_feature_events
    where event_type != 'email_sent'

),

final as (

    select * from items
    where
        item is not null
        and item != ''
        and insight in (select declared_affinities.insight from declared_affinities)

)

select * from final
