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

-- Profiles are told by a number until the end: texts are slow. Day 0 is the last before the cut.
item_days as (

    select distinct
        int_cut_profiles.insight,
        int_cut_profiles.cut_at,
        int_cut_profiles.name_identity_id,
        int_item_days.item,
        int_item_days.days_before_as_of - int_cut_profiles.days_before_as_of as day_number
    from int_cut_profiles
    inner join int_item_days
        on
            int_cut_profiles.insight = int_item_days.insight
            and int_cut_profiles.identity_id = int_item_days.identity_id
            and int_cut_profiles.days_before_as_of <= int_item_days.days_before_as_of
            and int_cut_profiles.days_before_as_of + 365 > int_item_days.days_before_as_of

),

person_days as (

    select distinct
        insight,
        cut_at,
        name_identity_id,
        day_number
    from item_days

),

{% for name, days, grain in [
    ('by_person', 'person_days', 'all'), ('by_item', 'item_days', 'item')
] -%}
    {{ name }} as (

        select
            {% if grain == 'item' -%}
                item_days.item,
            {% endif -%}
            {{ days }}.insight,
            {{ days }}.cut_at,
            {{ days }}.name_identity_id,
            min({{ days }}.day_number) as days_since_last,
            count_if({{ days }}.day_number < declared_affinities.window_days)
                as {{ grain }}_days_short,
            count_if({{ days }}.day_number < 3 * declared_affinities.window_days)
                as {{ grain }}_days_medium,
            count(*) as {{ grain }}_days_long,
            {{ recent_sum('1', days ~ '.day_number', 60) }} as {{ grain }}_recent_days
        from {{ days }}
        inner join declared_affinities
            on {{ days }}.insight = declared_affinities.insight
        group by
            {% if grain == 'item' -%}
                item_days.item,
            {% endif -%}
            {{ days }}.insight,
            {{ days }}.cut_at,
            {{ days }}.name_identity_id

    ),

{% endfor -%}

final as (

    select
        by_item.insight,
        by_item.cut_at,
        int_cut_profiles.role,
        int_cut_profiles.profile_id,
        by_item.name_identity_id,
        by_item.item,
        {% for reach in ['days_short', 'days_medium', 'days_long', 'recent_days'] -%}
            by_item.item_{{ reach }},
            by_person.all_{{ reach }},
        {% endfor -%}
        by_item.days_since_last
    from by_item
    inner join by_person
        on
            by_item.insight = by_person.insight
            and by_item.cut_at = by_person.cut_at
            and by_item.name_identity_id = by_person.name_identity_id
    inner join int_cut_profiles
        on
            by_item.insight = int_cut_profiles.insight
            and by_item.cut_at = int_cut_profiles.cut_at
            and by_item.name_identity_id = int_cut_profiles.identity_id

)

select * from final
