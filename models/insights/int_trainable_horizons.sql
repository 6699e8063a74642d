with

judged_horizons as (

    select * from {{ ref('judged_horizons') }}

),

horizon_readiness as (

    select * from {{ ref('horizon_readiness') }}

),

final as (

    select
        horizon_readiness.insight,
        judged_horizons.horizon_days,
        judged_horizons.judged_days,
        {{ row_as_json('judged_horizons') }} as declaration
    from horizon_readiness
    inner join judged_horizons
        on horizon_readiness.insight = judged_horizons.insight
    where horizon_readiness.not_trained_reason is null

)

select * from final
