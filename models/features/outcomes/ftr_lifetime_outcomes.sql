{#
    What came true: the orders and the revenue of everybody who had bought before a labelled cut, in
    [cut, cut + judged days). Labels follow the person as known at as_of.
#}
with

ftr_lifetime_values as (

    select * from {{ ref('ftr_lifetime_values') }}

),

cuts as (

    select * from {{ ref('cuts') }}

),

judged_horizons as (

    select * from {{ ref('judged_horizons') }}

),

int_order_days as (

    select * from {{ ref('int_order_days') }}

),

int_persons as (

    select * from {{ ref('int_persons') }}

),

-- A cut lies d days before as_of; its window covers the days d - horizon … d - 1.
happened as (

    select
        cuts.insight,
        cuts.cut_at,
        int_persons.person_id,
        count(distinct case when int_order_days.is_order then int_order_days.days_before_as_of end)
            as order_count,
        cuts.days_before_as_of
        - max(case when int_order_days.is_order then int_order_days.days_before_as_of end)
        - 1 as days_to_next_order,
        cast(sum(int_order_days.revenue) as decimal(38, 4)) as revenue
    from cuts
    inner join judged_horizons
        on cuts.insight = judged_horizons.insight
    inner join int_order_days
        on
            cuts.days_before_as_of > int_order_days.days_before_as_of
            and cuts.days_before_as_of - judged_horizons.judged_days
            <= int_order_days.days_before_as_of
    inner join int_persons
        on int_order_days.identity_id = int_persons.identity_id
    where cuts.role != 'scoring'
    group by
        cuts.insight,
        cuts.cut_at,
        cuts.days_before_as_of,
        int_persons.person_id

),

final as (

    select
        ftr_lifetime_values.insight,
        ftr_lifetime_values.profile_id,
        ftr_lifetime_values.cut_at,
        int_persons.person_id,
        cast(coalesce(happened.order_count, 0) as bigint) as future_order_count,
        cast(happened.days_to_next_order as bigint) as days_to_next_order,
        cast(coalesce(happened.revenue, 0) as decimal(38, 4)) as future_revenue
    from ftr_lifetime_values
    inner join int_persons
        on ftr_lifetime_values.name_identity_id = int_persons.identity_id
    left join happened
        on
            ftr_lifetime_values.insight = happened.insight
            and ftr_lifetime_values.cut_at = happened.cut_at
            and int_persons.person_id = happened.person_id
    where ftr_lifetime_values.role != 'scoring'

)

select * from final
