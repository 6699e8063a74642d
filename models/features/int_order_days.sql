{#
    The days on which each identity bought something, counted back from `as_of`, and what these days brought. Refunds
    count on the day of the refund; a day of refunds alone is no day of an order.
#}
{%- set refunds = ", 'refund'" if lifetime_value().net_of_refunds else '' -%}
with

int_daily_activity as (

    select * from {{ ref('int_daily_activity') }}

),

final as (

    select
        identity_id,
        days_before_as_of,
        max(event_type = 'purchase') as is_order,
        max(event_type = 'purchase' and revenue is not null) as is_priced,
        cast(
            sum(case event_type when 'purchase' then revenue else -revenue end) as decimal(38, 4)
        ) as revenue
    from int_daily_activity
    where event_type in ('purchase'{{ refunds }})
    group by
        identity_id,
        days_before_as_of

)

select * from final
