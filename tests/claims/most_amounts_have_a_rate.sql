{#
    What has no rate is unknown: sums, values and audiences leave it out, and whoever pays in that currency alone has no
    value. A few are listed in quality.unconverted_amounts; more than one in twenty of a dataset in one currency are told.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
with

unconverted_amounts as (

    select * from {{ ref('unconverted_amounts') }}

),

profile_events as (

    select * from {{ ref('profile_events') }}

),

amounts as (

    select
        dataset,
        count(revenue) as amount_count
    from profile_events
    group by dataset

),

final as (

    select
        unconverted_amounts.dataset,
        unconverted_amounts.currency,
        unconverted_amounts.dataset || ': ' || unconverted_amounts.event_count || ' of '
        || amounts.amount_count || ' amounts are in '
        || coalesce(unconverted_amounts.currency, 'no currency')
        || ' and have no rate to {{ reporting_currency() }} on their day: they count as unknown.'
        || ' Add rows to exchange_rates.' as explanation
    from unconverted_amounts
    inner join amounts
        on unconverted_amounts.dataset = amounts.dataset
    where unconverted_amounts.event_count > 0.05 * amounts.amount_count

)

select * from final
