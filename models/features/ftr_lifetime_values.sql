{#
    What is known at a cut about everybody who ever bought. Orders of one day count as one: the models ask how often
    somebody comes back. Day 0 is the last one before the cut.
#}
with

cuts as (

    select * from {{ ref('cuts') }}

),

declared_horizons as (

    select * from {{ ref('declared_horizons') }}

),

int_order_days as (

    select * from {{ ref('int_order_days') }}

),

int_snapshots as (

    select * from {{ ref('int_snapshots') }}

),

int_profile_names as (

    select * from {{ ref('int_profile_names') }}

),

profile_days as (

    select
        cuts.insight,
        cuts.cut_at,
        cuts.role,
        declared_horizons.horizon_days,
        int_profile_names.name_identity_id,
        int_profile_names.profile_id,
        int_order_days.days_before_as_of - cuts.days_before_as_of as day_number,
        max(int_order_days.is_order) as is_order,
        cast(sum(int_order_days.revenue) as decimal(38, 4)) as revenue
    from cuts
    inner join declared_horizons
        on cuts.insight = declared_horizons.insight
    inner join int_snapshots
        on cuts.cut_at = int_snapshots.cut_at
    inner join int_order_days
        on cuts.days_before_as_of <= int_order_days.days_before_as_of
    inner join int_profile_names
        on
            int_order_days.identity_id = int_profile_names.identity_id
            and int_snapshots.snapshot_number >= int_profile_names.from_snapshot
            and int_snapshots.snapshot_number <= int_profile_names.until_snapshot
    group by
        cuts.insight,
        cuts.cut_at,
        cuts.role,
        declared_horizons.horizon_days,
        int_profile_names.name_identity_id,
        int_profile_names.profile_id,
        int_order_days.days_before_as_of - cuts.days_before_as_of

),

final as (

    select
        insight,
        profile_id,
        cut_at,
        role,
        name_identity_id,
        cast(count_if(is_order) as bigint) as order_count,
        cast(max(case when is_order then day_number end) as bigint) as first_order_days,
        cast(min(case when is_order then day_number end) as bigint) as last_order_days,
        cast(count_if(is_order and revenue is not null) as bigint) as priced_order_count,
        {% for name, multiple in [('short', 0.5), ('medium', 1)] -%}
            cast(count_if(is_order and day_number < {{ multiple }} * horizon_days) as bigint)
                as order_count_{{ name }},
            cast(
                coalesce(
                    sum(case when day_number < {{ multiple }} * horizon_days then revenue end), 0
                ) as decimal(38, 4)
            ) as revenue_{{ name }},
        {% endfor -%}
        cast(coalesce(sum(revenue), 0) as decimal(38, 4)) as revenue
    from profile_days
    group by
        insight,
        profile_id,
        cut_at,
        role,
        name_identity_id
    having count_if(is_order) > 0

)

select * from final
