{#
    Whether each horizon of lifetime value has enough history to be judged on: cuts with the judged days of history
    before them and after them, orders after the cuts, and people who came back before the newest of them.
#}
with

judged_horizons as (

    select * from {{ ref('judged_horizons') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

int_leaks as (

    select * from {{ ref('int_leaks') }}

),

ftr_labelled_lifetime_values as (

    select * from {{ ref('ftr_labelled_lifetime_values') }}

),

counted as (

    select
        insight,
        min(cut_at) as first_cut_at,
        max(cut_at) as last_cut_at,
        count(distinct cut_at) as cut_count,
        count(*) as row_count,
        count_if(future_order_count > 0) as with_orders_count,
        count_if(role = 'test' and order_count > 1) as repeat_buyer_count,
        count_if(priced_order_count > 0) as with_amount_count
    from ftr_labelled_lifetime_values
    where role != 'scoring'
    group by insight

),

filled as (

    select
        judged_horizons.insight,
        build_clock.as_of,
        judged_horizons.horizon_days,
        judged_horizons.judged_days,
        judged_horizons.history_from,
        judged_horizons.history_days,
        judged_horizons.needed_days,
        counted.first_cut_at,
        counted.last_cut_at,
        cast(coalesce(counted.cut_count, 0) as bigint) as cut_count,
        cast(coalesce(counted.row_count, 0) as bigint) as row_count,
        cast(coalesce(counted.with_orders_count, 0) as bigint) as with_orders_count,
        cast(coalesce(counted.repeat_buyer_count, 0) as bigint) as repeat_buyer_count,
        cast(coalesce(counted.with_amount_count, 0) as bigint) as with_amount_count,
        int_leaks.features as leaking_features
    from judged_horizons
    cross join build_clock
    left join counted
        on judged_horizons.insight = counted.insight
    left join int_leaks
        on judged_horizons.insight = int_leaks.insight

),

final as (

    select
        * exclude (history_days, needed_days, leaking_features),
        case
            when history_from is null
                then 'not trained: there are fewer than 10 orders'
            when history_days < needed_days
                then
                    'not trained: orders begin ' || history_days || ' days ago, on ' || history_from
                    || '; ' || needed_days || ' days are needed'
            when row_count = 0 then 'not trained: nobody is known who had bought before a cut'
            when with_orders_count < {{ threshold('min_training_outcomes') }}
                then
                    'not trained: ' || with_orders_count || ' of ' || row_count
                    || ' labelled rows have an order afterwards;'
                    || ' {{ threshold("min_training_outcomes") }} are needed'
            when repeat_buyer_count < 30
                then
                    'not trained: ' || repeat_buyer_count
                    || ' people had come back before the test cut; 30 are needed'
            when with_amount_count = 0
                then
                    'not trained: no order before ' || cast(last_cut_at as date)
                    || ' has an amount in {{ reporting_currency() }}'
                    || '{{ why_unknown(["revenue"], "; see exchange_rates") }}'
            when leaking_features is not null
                then 'not trained: features tell the outcome by themselves: ' || leaking_features
            when '{{ training().retrain }}' = 'never'
                then 'not trained: the variable training says never'
        end as not_trained_reason
    from filled

)

select * from final
