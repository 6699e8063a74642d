with

exchange_rates as (

    select * from {{ demo_shop_source('exchange_rates') }}

),

final as (

    select
        currency,
        rate_date,
        rate
    from exchange_rates

)

select * from final
