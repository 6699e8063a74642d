{#
    How a version did over all cuts that it was judged at: the mean, and the cut at which it did worst. Of a bias the size
    counts.
#}
{{ config(materialized='view') }}
{%- set lower_is_better = [
    'bias', 'brier', 'decile_error', 'ece', 'log_loss', 'mae', 'poisson_deviance'
] -%}
with

model_evaluations as (

    select * from {{ ref('model_evaluations') }}

),

sized as (

    select
        version,
        insight,
        metric,
        cut_at,
        judged_days,
        baseline_name,
        {% for column in ['value', 'baseline_value'] -%}
            case when metric = 'bias' then abs({{ column }}) else {{ column }} end as {{ column }},
        {% endfor -%}
        case when metric in ({{ text_list(lower_is_better) }}) then -1 else 1 end as better_sign
    from model_evaluations
    where value is not null

),

final as (

    select
        version,
        insight,
        metric,
        judged_days,
        count(*) as cut_count,
        round(avg(value), 9) as mean_value,
        better_sign * min(better_sign * value) as worst_value,
        min_by(cut_at, (better_sign * value, cut_at)) as worst_cut_at,
        max(baseline_name) as baseline_name,
        round(avg(baseline_value), 9) as mean_baseline_value,
        cast(count_if(better_sign * value < better_sign * baseline_value) as bigint)
            as worse_than_baseline_count
    from sized
    group by
        version,
        insight,
        metric,
        judged_days,
        better_sign

)

select * from final
