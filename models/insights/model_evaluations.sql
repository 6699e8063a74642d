with

model_versions as (

    select * from {{ ref('model_versions') }}

),

ml_engagement__evaluated as (

    select * from {{ ref('ml_engagement__evaluated') }}

),

metrics as (

    {{ json_array_elements('model_versions', 'version', 'evaluations', 'evaluation') }}

),

final as (

    select
        model_versions.version,
        coalesce({{ json_text('metrics.evaluation', 'insight') }}, model_versions.insight)
            as insight,
        cast({{ json_text('metrics.evaluation', 'cut_at') }} as timestamp) as cut_at,
        {{ json_text('metrics.evaluation', 'metric') }} as metric,
        cast({{ json_text('metrics.evaluation', 'value') }} as double) as value,
        cast({{ json_text('metrics.evaluation', 'value_lower') }} as double) as value_lower,
        cast({{ json_text('metrics.evaluation', 'value_upper') }} as double) as value_upper,
        {{ json_text('metrics.evaluation', 'baseline_name') }} as baseline_name,
        cast({{ json_text('metrics.evaluation', 'baseline_value') }} as double) as baseline_value,
        cast({{ json_text('metrics.evaluation', 'difference_lower') }} as double)
            as difference_lower,
        cast({{ json_text('metrics.evaluation', 'difference_upper') }} as double)
            as difference_upper,
        cast({{ json_text('metrics.evaluation', 'row_count') }} as bigint) as row_count,
        cast(
            coalesce(
                {{ json_text('metrics.evaluation', 'judged_days') }},
                {{ json_text('model_versions.declaration', 'window_days') }}
            ) as integer
        ) as judged_days
    from metrics
    inner join model_versions
        on metrics.version = model_versions.version
    union all
    -- A definition has no versions.
    select
        'engagement' as version,
        'engagement' as insight,
        cut_at,
        metric,
        value,
        value_lower,
        value_upper,
        baseline_name,
        baseline_value,
        difference_lower,
        difference_upper,
        row_count,
        30 as judged_days
    from ml_engagement__evaluated

)

select * from final
