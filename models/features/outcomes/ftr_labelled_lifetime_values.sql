{# Features and what came true, side by side; at the scoring cut nothing has come true yet. #}
{{ config(materialized='view') }}
with

ftr_lifetime_values as (

    select * from {{ ref('ftr_lifetime_values') }}

),

ftr_lifetime_outcomes as (

    select * from {{ ref('ftr_lifetime_outcomes') }}

),

final as (

    select
        ftr_lifetime_values.*,
        ftr_lifetime_outcomes.person_id,
        ftr_lifetime_outcomes.future_order_count,
        ftr_lifetime_outcomes.days_to_next_order,
        ftr_lifetime_outcomes.future_revenue
    from ftr_lifetime_values
    left join ftr_lifetime_outcomes
        on
            ftr_lifetime_values.insight = ftr_lifetime_outcomes.insight
            and ftr_lifetime_values.profile_id = ftr_lifetime_outcomes.profile_id
            and ftr_lifetime_values.cut_at = ftr_lifetime_outcomes.cut_at

)

select * from final
