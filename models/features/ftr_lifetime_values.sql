{#
    What is known at a cut about everybody who ever bought. Orders of one day count as one: the models ask how often
    somebody comes back. Day 0 is the last one before the cut. What is recent counts half every 30 days.
#}
{%- set half_life = 30 -%}
with

int_cut_profiles as (

    select * from {{ ref('int_cut_profiles') }}

),

declared_horizons as (

    select * from {{ ref('declared_horizons') }}

),

int_order_days as (

    select * from {{ ref('int_order_days') }}

),

profile_days as (

    select
        int_cut_profiles.insight,
        int_cut_profiles.cut_at,
        int_cut_profiles.role,
        declared_horizons.horizon_days,
        int_cut_profiles.name_identity_id,
        int_cut_profiles.profile_id,
        int_order_days.days_before_as_of - int_cut_profiles.days_before_as_of as day_number,
        max(int_order_days.is_order) as is_order,
        max(int_order_days.is_priced) as is_priced,
        cast(sum(int_order_days.revenue) as decimal(38, 4)) as revenue
    from int_cut_profiles
    inner join declared_horizons
        on int_cut_profiles.insight = declared_horizons.insight
    inner join int_order_days
        on
            int_cut_profiles.identity_id = int_order_days.identity_id
            and int_cut_profiles.days_before_as_of <= int_order_days.days_before_as_of
    group by
        int_cut_profiles.insight,
        int_cut_profiles.cut_at,
        int_cut_profiles.role,
        declared_horizons.horizon_days,
        int_cut_profiles.name_identity_id,
        int_cut_profiles.profile_id,
        int_order_days.days_before_as_of - int_cut_profiles.days_before_as_of

),

-- Decimals add up to the same in any order.
profiles as (

    select
        insight,
        profile_id,
        cut_at,
        role,
        horizon_days,
        name_identity_id,
        cast(count_if(is_order) as bigint) as order_count,
        cast(max(case when is_order then day_number end) as bigint) as first_order_days,
        cast(min(case when is_order then day_number end) as bigint) as last_order_days,
        cast(count_if(is_priced) as bigint) as priced_order_count,
        {% for name, multiple in [('short', 0.5), ('medium', 1)] -%}
            cast(count_if(is_order and day_number < {{ multiple }} * horizon_days) as bigint)
                as order_count_{{ name }},
            cast(
                coalesce(
                    sum(case when day_number < {{ multiple }} * horizon_days then revenue end), 0
                ) as decimal(38, 4)
            ) as revenue_{{ name }},
        {% endfor -%}
        sum(
            case when is_order then cast(power(0.5, day_number / {{ half_life }}.0) as decimal(38, 9)) end
        ) as weighted_orders,
        coalesce(
            sum(cast(revenue * power(0.5, day_number / {{ half_life }}.0) as decimal(38, 4))), 0
        ) as weighted_revenue,
        cast(coalesce(sum(revenue), 0) as decimal(38, 4)) as revenue
    from profile_days
    group by
        insight,
        profile_id,
        cut_at,
        role,
        horizon_days,
        name_identity_id
    having count_if(is_order) > 0

),

-- All weights together, from the first order of anybody on, are a geometric series.
weighed as (

    select
        *,
        horizon_days * (1 - power(0.5, 1 / {{ half_life }}.0))
        / (
            1 - power(
                0.5,
                (max(first_order_days) over (partition by insight, cut_at) + 1) / {{ half_life }}.0
            )
        ) as horizon_per_weight
    from profiles

),

final as (

    select
        * exclude (horizon_days, weighted_orders, weighted_revenue, horizon_per_weight),
        round(weighted_orders * horizon_per_weight, 9) as order_count_recent,
        round(weighted_revenue * horizon_per_weight, 4) as revenue_recent
    from weighed

)

select * from final
