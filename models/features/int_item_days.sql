{#
    The days, counted back from `as_of`, on which each identity engaged with each item: bought a product, bought of a
    category, or did something with a piece of content. What the shop sends is no engagement.
#}
with

profile_events as (

    select * from {{ ref('profile_events') }}

),

products as (

    select * from {{ ref('products') }}

),

declared_affinities as (

    select * from {{ ref('declared_affinities') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

engaged as (

    select
        profile_events.identity_id,
        profile_events.event_type,
        profile_events.product_id,
        profile_events.content_id,
        {{ whole_days_between('profile_events.event_at', 'build_clock.as_of') }}
            as days_before_as_of
    from profile_events
    cross join build_clock
    where profile_events.event_at < build_clock.as_of

),

categories as (

    select
        product_id,
        trim(
            regexp_extract(
                category_path, '^[^>]*(>[^>]*){0,{{ affinities().category_level - 1 }}}', 0
            )
        ) as category
    from products

),

items as (

    select
        'product_affinity' as insight,
        identity_id,
        product_id as item,
        days_before_as_of
    from engaged
    where event_type = 'purchase'
    union all
    select
        'category_affinity' as insight,
        engaged.identity_id,
        categories.category as item,
        engaged.days_before_as_of
    from engaged
    inner join categories
        on engaged.product_id = categories.product_id
    where engaged.event_type = 'purchase'
    union all
    select
        'content_affinity' as insight,
        identity_id,
        content_id as item,
        days_before_as_of
    from engaged
    where event_type != 'email_sent'

),

final as (

    select distinct
        insight,
        identity_id,
        item,
        days_before_as_of
    from items
    where
        item is not null
        and item != ''
        and insight in (select declared_affinities.insight from declared_affinities)

)

select * from final
