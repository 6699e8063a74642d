{# Each rate holds from its day until the day before the next one of its currency. #}
with

exchange_rates as (

    select * from {{ ref('exchange_rates') }}

),

final as (

    select
        currency,
        rate,
        rate_date as from_date,
        lead(rate_date, 1, date '9999-12-31')
            over (partition by currency order by rate_date)
            as until_date
    from exchange_rates

)

select * from final
