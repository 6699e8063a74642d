with

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

training_readiness as (

    select * from {{ ref('training_readiness') }}

),

final as (

    select
        training_readiness.insight,
        {{ row_as_json('declared_predictions') }} as declaration
    from training_readiness
    inner join declared_predictions
        on training_readiness.insight = declared_predictions.insight
    where training_readiness.not_trained_reason is null

)

select * from final
