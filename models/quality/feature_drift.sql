{#
    Limits as usual for the index: below 0.1 nothing to see, from 0.25 on another population. Of fewer than 200 rows it is
    large by chance.
#}
with

ml_features__measured as (

    select * from {{ ref('ml_features__measured') }}

),

final as (

    select
        insight,
        feature,
        labelled_row_count,
        scoring_row_count,
        population_stability_index,
        case
            when
                population_stability_index is null
                or least(labelled_row_count, scoring_row_count) < 200
                then 'unknown'
            when population_stability_index < 0.1 then 'stable'
            when population_stability_index < 0.25 then 'moderate'
            else 'large'
        end as drift
    from ml_features__measured

)

select * from final
