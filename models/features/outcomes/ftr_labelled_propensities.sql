{# Features and what came true, side by side: what models learn from. #}
{{ config(materialized='view') }}
with

ftr_propensities as (

    select * from {{ ref('ftr_propensities') }}

),

ftr_outcomes as (

    select * from {{ ref('ftr_outcomes') }}

),

final as (

    select
        ftr_propensities.*,
        ftr_outcomes.person_id,
        ftr_outcomes.has_outcome
    from ftr_propensities
    inner join ftr_outcomes
        on
            ftr_propensities.insight = ftr_outcomes.insight
            and ftr_propensities.profile_id = ftr_outcomes.profile_id
            and ftr_propensities.cut_at = ftr_outcomes.cut_at

)

select * from final
