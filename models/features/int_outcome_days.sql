{# The days, counted back from `as_of`, on which each identity did what a prediction is about. #}
with

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

int_daily_activity as (

    select * from {{ ref('int_daily_activity') }}

),

final as (

    select distinct
        declared_predictions.insight,
        int_daily_activity.identity_id,
        int_daily_activity.days_before_as_of
    from int_daily_activity
    cross join declared_predictions
    where {{ declared_event_of_day('outcome') }}

)

select * from final
