{#
    What each profile, as known at a cut, did with each item in the year before it, beside what it did with all items
    of the kind. One definition for training and for scoring.
#}
with

int_cut_profiles as (

    select * from {{ ref('int_cut_profiles') }}

),

declared_affinities as (

    select * from {{ ref('declared_affinities') }}

),

int_item_days as (

    select * from {{ ref('int_item_days') }}

),

-- Day 0 is the last one before the cut.
engaged as (

    select
        int_cut_profiles.insight,
        int_cut_profiles.cut_at,
        int_cut_profiles.role,
        int_cut_profiles.profile_id,
        int_cut_profiles.name_identity_id,
        declared_affinities.window_days,
        int_item_days.item,
        int_item_days.days_before_as_of - int_cut_profiles.days_before_as_of as day_number
    from int_cut_profiles
    inner join declared_affinities
        on int_cut_profiles.insight = declared_affinities.insight
    inner join int_item_days
        on
            int_cut_profiles.insight = int_item_days.insight
            and int_cut_profiles.identity_id = int_item_days.identity_id
            and int_cut_profiles.days_before_as_of <= int_item_days.days_before_as_of
            and int_cut_profiles.days_before_as_of + 365 > int_item_days.days_before_as_of

),

-- Ages halve what a day counts every 60 days; whole millionths add up to the same in any order.
item_days as (

    select distinct
        *,
        cast(round(1000000 * power(0.5, day_number / 60.0)) as bigint) as recency_millionths
    from engaged

),

person_days as (

    select distinct
        insight,
        cut_at,
        profile_id,
        window_days,
        day_number,
        recency_millionths
    from item_days

),

by_person as (

    select
        insight,
        cut_at,
        profile_id,
        count_if(day_number < window_days) as all_days_short,
        count_if(day_number < 3 * window_days) as all_days_medium,
        count(*) as all_days_long,
        cast(sum(recency_millionths) as bigint) / 1000000.0 as all_recent_days
    from person_days
    group by
        insight,
        cut_at,
        profile_id

),

by_item as (

    select
        insight,
        cut_at,
        role,
        profile_id,
        name_identity_id,
        item,
        min(day_number) as days_since_last,
        count_if(day_number < window_days) as item_days_short,
        count_if(day_number < 3 * window_days) as item_days_medium,
        count(*) as item_days_long,
        cast(sum(recency_millionths) as bigint) / 1000000.0 as item_recent_days
    from item_days
    group by
        insight,
        cut_at,
        role,
        profile_id,
        name_identity_id,
        item

),

final as (

    select
        by_item.*,
        by_person.all_days_short,
        by_person.all_days_medium,
        by_person.all_days_long,
        by_person.all_recent_days
    from by_item
    inner join by_person
        on
            by_item.insight = by_person.insight
            and by_item.cut_at = by_person.cut_at
            and by_item.profile_id = by_person.profile_id

)

select * from final
