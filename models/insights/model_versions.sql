{#
    The newest version that was trained for the insight as it is declared today is its champion. A
    poor one never replaces another. One trained for another declaration answers another question and
    never scores.
#}
with

ml_propensity__trained as (

    select * from {{ ref('ml_propensity__trained') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

ranked as (

    select
        ml_propensity__trained.*,
        declared_predictions.insight is not null as is_current_declaration,
        row_number() over (
            partition by ml_propensity__trained.insight, ml_propensity__trained.declaration
            order by
                ml_propensity__trained.is_poor asc,
                case
                    when ml_propensity__trained.is_poor then null
                    else ml_propensity__trained.trained_at
                end desc nulls last,
                ml_propensity__trained.trained_at
        ) as promotion_rank
    from ml_propensity__trained
    left join declared_predictions
        on
            ml_propensity__trained.insight = declared_predictions.insight
            and ml_propensity__trained.declaration = {{ row_as_json('declared_predictions') }}

),

final as (

    select
        version,
        insight,
        declaration,
        input_name,
        trained_at,
        case when is_current_declaration and promotion_rank = 1 then 'champion' else 'retired' end
            as role,
        is_poor,
        first_cut_at,
        last_cut_at,
        training_row_count,
        outcome_count,
        metrics,
        evaluations,
        features,
        reference_quantiles,
        training_fingerprint,
        estimator
    from ranked

)

select * from final
