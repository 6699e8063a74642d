{#
    The newest promoted version of the insight as it is declared today is its champion, unless the variable `training`
    names another one. One trained for another declaration answers another question and never scores.
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

declared_training as (

    select * from {{ ref('declared_training') }}

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
                case when trained.version = declared_training.champion then 0 else 1 end,
                case when trained.is_promoted then 0 else 1 end,
                trained.trained_at desc
        ) as champion_rank,
        row_number() over (
            partition by trained.insight, trained.declaration
            order by trained.trained_at desc
        ) as newest_rank
    from trained
    left join declared
        on
            trained.insight = declared.insight
            and trained.declaration = declared.declaration
    left join declared_training
        on trained.insight = declared_training.insight

),

final as (

    select
        version,
        insight,
        declaration,
        input_name,
        trained_at,
        case
            when is_current_declaration and champion_rank = 1 then 'champion'
            when is_current_declaration and newest_rank = 1 and not is_promoted then 'challenger'
            else 'retired'
        end as role,
        is_poor,
        is_promoted,
        promotion_reason,
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
