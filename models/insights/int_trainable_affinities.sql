with

declared_affinities as (

    select * from {{ ref('declared_affinities') }}

),

affinity_readiness as (

    select * from {{ ref('affinity_readiness') }}

),

int_feature_signals as (

    select * from {{ ref('int_feature_signals') }}

),

final as (

    select
        affinity_readiness.insight,
        declared_affinities.max_items,
        {{ row_as_json('declared_affinities') }} as declaration
    from affinity_readiness
    inner join declared_affinities
        on affinity_readiness.insight = declared_affinities.insight
    where
        affinity_readiness.not_trained_reason is null
        and affinity_readiness.insight not in (
            select int_feature_signals.insight from int_feature_signals
            where int_feature_signals.stops_training
        )

)

select * from final
