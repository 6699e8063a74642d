{#
    The newest version that was trained for the insight as it is declared today is its champion. A
    poor one never replaces another. One trained for another declaration answers another question and
    never scores.
#}
with

ml_propensity__trained as (

    select * from {{ ref('ml_propensity__trained') }}

),

ml_lifetime_value__trained as (

    select * from {{ ref('ml_lifetime_value__trained') }}

),

ml_affinity__trained as (

    select * from {{ ref('ml_affinity__trained') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

declared_horizons as (

    select * from {{ ref('declared_horizons') }}

),

declared_affinities as (

    select * from {{ ref('declared_affinities') }}

),

trained as (

    select * from ml_propensity__trained
    union all
    select * from ml_lifetime_value__trained
    union all
    select * from ml_affinity__trained

),

declared as (

    select
        insight,
        {{ row_as_json('declared_predictions') }} as declaration
    from declared_predictions
    union all
    select
        insight,
        {{ row_as_json('declared_horizons') }} as declaration
    from declared_horizons
    union all
    select
        insight,
        {{ row_as_json('declared_affinities') }} as declaration
    from declared_affinities

),

ranked as (

    select
        trained.*,
        declared.insight is not null as is_current_declaration,
        row_number() over (
            partition by trained.insight, trained.declaration
            order by
                trained.is_poor asc,
                case when trained.is_poor then null else trained.trained_at end desc nulls last,
                trained.trained_at
        ) as promotion_rank
    from trained
    left join declared
        on
            trained.insight = declared.insight
            and trained.declaration = declared.declaration

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
