{#
    Whether each prediction has enough history to learn from and to be judged on. A model is trained where the training
    cuts hold enough rows with and without the outcome, and the test cut after them has both.
#}
with

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

int_leaks as (

    select * from {{ ref('int_leaks') }}

),

cuts as (

    select * from {{ ref('cuts') }}

),

ftr_outcomes as (

    select * from {{ ref('ftr_outcomes') }}

),

planned as (

    select
        insight,
        count_if(role = 'training') as cut_count
    from cuts
    group by insight

),

counted as (

    select
        insight,
        min(case when role = 'training' then cut_at end) as first_cut_at,
        max(case when role = 'training' then cut_at end) as last_cut_at,
        count(distinct case when role = 'training' then cut_at end) as cut_count,
        count_if(role = 'training' and has_outcome) as with_outcome_count,
        count_if(role = 'training' and not has_outcome) as without_outcome_count,
        count_if(role = 'test' and has_outcome) as test_with_outcome_count,
        count_if(role = 'test' and not has_outcome) as test_without_outcome_count
    from ftr_outcomes
    group by insight

),

filled as (

    select
        declared_predictions.insight,
        build_clock.as_of,
        counted.first_cut_at,
        counted.last_cut_at,
        cast(coalesce(counted.cut_count, 0) as bigint) as cut_count,
        cast(coalesce(counted.with_outcome_count, 0) as bigint) as with_outcome_count,
        cast(coalesce(counted.without_outcome_count, 0) as bigint) as without_outcome_count,
        cast(coalesce(counted.test_with_outcome_count, 0) as bigint) as test_with_outcome_count,
        cast(coalesce(counted.test_without_outcome_count, 0) as bigint)
            as test_without_outcome_count,
        planned.cut_count as planned_cut_count,
        declared_predictions.eligible_in_words,
        declared_predictions.eligible_within_days,
        declared_predictions.excluded_in_words,
        int_leaks.features as leaking_features
    from declared_predictions
    cross join build_clock
    inner join planned
        on declared_predictions.insight = planned.insight
    left join counted
        on declared_predictions.insight = counted.insight
    left join int_leaks
        on declared_predictions.insight = int_leaks.insight

),

final as (

    select
        * exclude (
            planned_cut_count, eligible_in_words, eligible_within_days, excluded_in_words,
            leaking_features
        ),
        case
            when planned_cut_count > 0 and cut_count = 0
                then
                    'not trained: nobody was eligible at any of the ' || planned_cut_count
                    || ' training cuts'
                    || coalesce(
                        ': no ' || eligible_in_words || ' in the ' || eligible_within_days
                        || ' days before any of them', ''
                    )
                    || coalesce(', or only those left out for ' || excluded_in_words, '')
            when cut_count = 0
                then
                    'not trained: no cut has a whole lookback before it and a whole window after'
            when
                with_outcome_count < {{ threshold('min_training_outcomes') }}
                or without_outcome_count < {{ threshold('min_training_outcomes') }}
                then
                    'not trained: ' || with_outcome_count || ' training rows with the outcome and '
                    || without_outcome_count || ' without, from '
                    || cut_count
                    || ' cuts between '
                    || cast(cast(first_cut_at as date) as {{ dbt.type_string() }})
                    || ' and ' || cast(cast(last_cut_at as date) as {{ dbt.type_string() }})
                    || '; {{ threshold("min_training_outcomes") }} of each are needed'
            when test_with_outcome_count = 0 or test_without_outcome_count = 0
                then
                    'not trained: the test cut has '
                    || test_with_outcome_count
                    || ' rows with the outcome and '
                    || test_without_outcome_count || ' without; it needs both to judge a model'
            when leaking_features is not null
                then 'not trained: features tell the outcome by themselves: ' || leaking_features
            when '{{ training().retrain }}' = 'never'
                then 'not trained: the variable training says never'
        end as not_trained_reason
    from filled

)

select * from final
