-- depends_on: {{ ref('row_counts') }}
with

int_exchange_rates__checked as (

    select * from {{ ref('int_exchange_rates__checked') }}

),

final as (

    select
        currency,
        rate_date,
        rate
    from int_exchange_rates__checked
    where row_status = 'accepted'

)

select * from final
