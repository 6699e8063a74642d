with

declared_horizons as (

    select * from {{ ref('declared_horizons') }}

),

horizon_readiness as (

    select * from {{ ref('horizon_readiness') }}

),

final as (

    select
        horizon_readiness.insight,
        horizon_readiness.horizon_days,
        horizon_readiness.judged_days,
        {{ row_as_json('declared_horizons') }} as declaration
    from horizon_readiness
    inner join declared_horizons
        on horizon_readiness.insight = declared_horizons.insight
    where horizon_readiness.not_trained_reason is null

)

select * from final
