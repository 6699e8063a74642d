with

declared_affinities as (

    select * from {{ ref('declared_affinities') }}

),

affinity_readiness as (

    select * from {{ ref('affinity_readiness') }}

),

final as (

    select
        affinity_readiness.insight,
        declared_affinities.max_items,
        {{ row_as_json('declared_affinities') }} as declaration
    from affinity_readiness
    inner join declared_affinities
        on affinity_readiness.insight = declared_affinities.insight
    where affinity_readiness.not_trained_reason is null

)

select * from final
