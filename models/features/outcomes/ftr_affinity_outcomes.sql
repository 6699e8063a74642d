{#
    What came true: the items that everybody who has features at a labelled cut engaged with in [cut, cut + window).
    Labels follow the person as known at as_of.
#}
with

ftr_affinities as (

    select * from {{ ref('ftr_affinities') }}

),

cuts as (

    select * from {{ ref('cuts') }}

),

declared_affinities as (

    select * from {{ ref('declared_affinities') }}

),

int_item_days as (

    select * from {{ ref('int_item_days') }}

),

int_persons as (

    select * from {{ ref('int_persons') }}

),

-- A cut lies d days before as_of; its window covers the days d - window … d - 1.
happened as (

    select distinct
        cuts.insight,
        cuts.cut_at,
        cuts.role,
        int_persons.person_id,
        int_item_days.item
    from cuts
    inner join declared_affinities
        on cuts.insight = declared_affinities.insight
    inner join int_item_days
        on
            cuts.insight = int_item_days.insight
            and cuts.days_before_as_of > int_item_days.days_before_as_of
            and cuts.days_before_as_of - declared_affinities.window_days
            <= int_item_days.days_before_as_of
    inner join int_persons
        on int_item_days.identity_id = int_persons.identity_id
    where cuts.role != 'scoring'

),

asked as (

    select distinct
        ftr_affinities.insight,
        ftr_affinities.cut_at,
        ftr_affinities.profile_id,
        int_persons.person_id
    from ftr_affinities
    inner join int_persons
        on ftr_affinities.name_identity_id = int_persons.identity_id

),

final as (

    select
        asked.insight,
        asked.cut_at,
        happened.role,
        asked.profile_id,
        happened.item
    from asked
    inner join happened
        on
            asked.insight = happened.insight
            and asked.cut_at = happened.cut_at
            and asked.person_id = happened.person_id

)

select * from final
