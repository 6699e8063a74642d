{# The scores that are followed, as they were given on a day that has passed. #}
{{ config(materialized='view') }}
with

ml_scores__followed as (

    select * from {{ ref('ml_scores__followed') }}

),

final as (

    select
        profile_id,
        insight,
        scored_at as as_of,
        case when measure not in ('present', 'absent') then forecast end as value,
        case when measure in ('present', 'absent') then forecast end as probability,
        cast(percentile as integer) as percentile,
        version as model_version,
        closes_at
    from ml_scores__followed

)

select * from final
