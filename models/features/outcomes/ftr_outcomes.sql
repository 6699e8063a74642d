{#
    What came true: for every eligible profile of a labelled cut, whether the declared event happened in
    [cut, cut + window). Labels follow the person as known at as_of, so an order placed under a later merged identity
    counts for the person who placed it.
#}
with

ftr_propensities as (

    select * from {{ ref('ftr_propensities') }}

),

cuts as (

    select * from {{ ref('cuts') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

int_outcome_days as (

    select * from {{ ref('int_outcome_days') }}

),

int_persons as (

    select * from {{ ref('int_persons') }}

),

-- A cut lies d days before as_of; its window covers the days d - window … d - 1.
happened as (

    select distinct
        cuts.insight,
        cuts.cut_at,
        int_persons.person_id
    from cuts
    inner join declared_predictions
        on cuts.insight = declared_predictions.insight
    inner join int_outcome_days
        on
            cuts.insight = int_outcome_days.insight
            and cuts.days_before_as_of > int_outcome_days.days_before_as_of
            and cuts.days_before_as_of - declared_predictions.window_days
            <= int_outcome_days.days_before_as_of
    inner join int_persons
        on int_outcome_days.identity_id = int_persons.identity_id
    where cuts.role != 'scoring'

),

final as (

    select
        ftr_propensities.insight,
        ftr_propensities.profile_id,
        ftr_propensities.cut_at,
        ftr_propensities.role,
        int_persons.person_id,
        (happened.person_id is not null)
        = (declared_predictions.outcome = 'present') as has_outcome
    from ftr_propensities
    inner join declared_predictions
        on ftr_propensities.insight = declared_predictions.insight
    inner join int_persons
        on ftr_propensities.name_identity_id = int_persons.identity_id
    left join happened
        on
            ftr_propensities.insight = happened.insight
            and ftr_propensities.cut_at = happened.cut_at
            and int_persons.person_id = happened.person_id
    where ftr_propensities.role != 'scoring'

)

select * from final
