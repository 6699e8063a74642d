{# Which features keep an insight from being trained: they tell its outcome by themselves. #}
{{ config(materialized='view') }}
with

int_feature_signals as (

    select * from {{ ref('int_feature_signals') }}

),

final as (

    select
        insight,
        string_agg(feature, ', ' order by feature) as features
    from int_feature_signals
    where stops_training
    group by insight

)

select * from final
