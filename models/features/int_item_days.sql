{# The days, counted back from `as_of`, on which each identity engaged with each item. #}
with

int_item_events as (

    select * from {{ ref('int_item_events') }}

),

final as (

    select distinct
        insight,
        identity_id,
        item,
        days_before_as_of
    from int_item_events

)

select * from final
