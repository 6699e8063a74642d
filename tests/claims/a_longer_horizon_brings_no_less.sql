{# Whoever is told an amount for two horizons is told no less for the longer one. #}
with

insight_scores as (

    select * from {{ ref('insight_scores') }}

),

declared_horizons as (

    select * from {{ ref('declared_horizons') }}

),

amounts as (

    select
        insight_scores.profile_id,
        insight_scores.value,
        measures.measure,
        declared_horizons.horizon_days
    from declared_horizons
    cross join (values ('lifetime_value'), ('expected_orders')) as measures (measure)
    inner join insight_scores
        on
            insight_scores.insight
            = measures.measure || '_' || declared_horizons.horizon_days || 'd'
    where insight_scores.value is not null

),

compared as (

    select
        *,
        max(value) over (
            partition by profile_id, measure
            order by horizon_days
            rows between unbounded preceding and 1 preceding
        ) as value_of_shorter
    from amounts

),

final as (

    select * from compared
    where value < value_of_shorter

)

select * from final
