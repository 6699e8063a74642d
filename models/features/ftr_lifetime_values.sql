{#- A rate that looks less far back than a third of its window takes a season for a year. -#}
{%- set half_life = 'greatest(30, window_days / 3)' -%}
{#
    What is known at a cut about everybody who ever bought. Orders of one day count as one: the models ask how often
    somebody comes back. Day 0 is the last one before the cut. Windows are as long as what is ahead: the judged days of
    a labelled cut, and the horizon of the scoring cut, where they serve models of the whole, whenever those were judged.
#}
with

int_cut_profiles as (

    select * from {{ ref('int_cut_profiles') }}

),

judged_horizons as (

    select * from {{ ref('judged_horizons') }}

),

int_order_days as (

    select * from {{ ref('int_order_days') }}

),

profile_days as (

    select
        int_cut_profiles.insight,
        int_cut_profiles.cut_at,
        int_cut_profiles.role,
        case
            when int_cut_profiles.role = 'scoring' then judged_horizons.horizon_days
            else judged_horizons.judged_days
        end as window_days,
        int_cut_profiles.name_identity_id,
        int_cut_profiles.profile_id,
        int_order_days.days_before_as_of - int_cut_profiles.days_before_as_of as day_number,
        max(int_order_days.is_order) as is_order,
        max(int_order_days.is_priced) as is_priced,
        cast(sum(int_order_days.revenue) as decimal(38, 4)) as revenue
    from int_cut_profiles
    inner join judged_horizons
        on int_cut_profiles.insight = judged_horizons.insight
    inner join int_order_days
        on
            int_cut_profiles.identity_id = int_order_days.identity_id
            and int_cut_profiles.days_before_as_of <= int_order_days.days_before_as_of
    group by
        int_cut_profiles.insight,
        int_cut_profiles.cut_at,
        int_cut_profiles.role,
        judged_horizons.horizon_days,
        judged_horizons.judged_days,
        int_cut_profiles.name_identity_id,
        int_cut_profiles.profile_id,
        int_order_days.days_before_as_of - int_cut_profiles.days_before_as_of

),

profiles as (

    select
        insight,
        profile_id,
        cut_at,
        role,
        window_days,
        name_identity_id,
        cast(count_if(is_order) as bigint) as order_count,
        cast(max(case when is_order then day_number end) as bigint) as first_order_days,
        cast(min(case when is_order then day_number end) as bigint) as last_order_days,
        cast(count_if(is_priced) as bigint) as priced_order_count,
        {% for name, multiple in [('short', 0.5), ('medium', 1)] -%}
            cast(count_if(is_order and day_number < {{ multiple }} * window_days) as bigint)
                as order_count_{{ name }},
            cast(
                coalesce(
                    sum(case when day_number < {{ multiple }} * window_days then revenue end), 0
                ) as decimal(38, 4)
            ) as revenue_{{ name }},
        {% endfor -%}
        {{ recent_sum('case when is_order then 1 end', 'day_number', half_life) }} as recent_orders,
        coalesce({{ recent_sum('revenue', 'day_number', half_life) }}, 0) as recent_revenue,
        max(max(case when is_order then day_number end)) over (
            partition by insight, cut_at
        ) + 1 as observed_days,
        cast(coalesce(sum(revenue), 0) as decimal(38, 4)) as revenue
    from profile_days
    group by
        insight,
        profile_id,
        cut_at,
        role,
        window_days,
        name_identity_id
    having count_if(is_order) > 0

),

final as (

    select
        * exclude (window_days, recent_orders, recent_revenue, observed_days),
        round({{ recent_mean('window_days * recent_orders', 'observed_days', half_life) }}, 9)
            as order_count_recent,
        round(
            {{ recent_mean('window_days * recent_revenue', 'observed_days', half_life) }}, 9
        ) as revenue_recent
    from profiles

)

select * from final
