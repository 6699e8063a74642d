{# A named champion that is no version of the insight as it is declared now would change nothing. #}
{{ config(store_failures=true, schema='quality') }}
with

declared_training as (

    select * from {{ ref('declared_training') }}

),

champions as (

    select * from {{ ref('model_versions') }}
    where role = 'champion'

),

final as (

    select
        declared_training.insight,
        declared_training.champion,
        'training.champions names ' || declared_training.champion || ' for '
        || declared_training.insight || ', which is no version of it as it is declared now: see'
        || ' insights.model_versions for those that are, and name one, or leave '
        || declared_training.insight || ' out to let promotion decide.' as explanation
    from declared_training
    left join champions
        on declared_training.insight = champions.insight
    where
        declared_training.champion is not null
        and declared_training.champion is distinct from champions.version

)

select * from final
