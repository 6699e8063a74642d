{# Whether each kind of affinity has enough history to learn from and to be judged on. #}
with

declared_affinities as (

    select * from {{ ref('declared_affinities') }}

),

ftr_affinities as (

    select * from {{ ref('ftr_affinities') }}

),

ftr_affinity_outcomes as (

    select * from {{ ref('ftr_affinity_outcomes') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

described as (

    select
        insight,
        count(distinct case when role != 'scoring' then cut_at end) as cut_count,
        count(distinct case when role = 'training' then item end) as item_count
    from ftr_affinities
    group by insight

),

shelves as (

    select
        insight,
        cut_at,
        count(distinct profile_id) * count(distinct item) as pair_count
    from ftr_affinities
    where role = 'training'
    group by
        insight,
        cut_at

),

shelf_items as (

    select distinct
        insight,
        cut_at,
        item
    from ftr_affinities

),

shelf_outcomes as (

    select
        ftr_affinity_outcomes.insight,
        ftr_affinity_outcomes.cut_at,
        count(*) as outcome_count
    from ftr_affinity_outcomes
    inner join shelf_items
        on
            ftr_affinity_outcomes.insight = shelf_items.insight
            and ftr_affinity_outcomes.cut_at = shelf_items.cut_at
            and ftr_affinity_outcomes.item = shelf_items.item
    group by
        ftr_affinity_outcomes.insight,
        ftr_affinity_outcomes.cut_at

),

-- From pairs that all came true, or none of which did, nothing is learned.
teaching_cuts as (

    select
        shelves.insight,
        count(*) as cut_count
    from shelves
    inner join shelf_outcomes
        on
            shelves.insight = shelf_outcomes.insight
            and shelves.cut_at = shelf_outcomes.cut_at
    where shelf_outcomes.outcome_count < shelves.pair_count
    group by shelves.insight

),

happened as (

    select
        insight,
        count_if(role = 'training') as training_outcome_count,
        count_if(role = 'test') as test_outcome_count
    from ftr_affinity_outcomes
    group by insight

),

filled as (

    select
        declared_affinities.insight,
        build_clock.as_of,
        declared_affinities.window_days,
        cast(coalesce(described.cut_count, 0) as bigint) as cut_count,
        cast(coalesce(described.item_count, 0) as bigint) as item_count,
        cast(coalesce(happened.training_outcome_count, 0) as bigint) as training_outcome_count,
        cast(coalesce(happened.test_outcome_count, 0) as bigint) as test_outcome_count,
        cast(coalesce(teaching_cuts.cut_count, 0) as bigint) as teaching_cut_count
    from declared_affinities
    cross join build_clock
    left join described
        on declared_affinities.insight = described.insight
    left join happened
        on declared_affinities.insight = happened.insight
    left join teaching_cuts
        on declared_affinities.insight = teaching_cuts.insight

),

final as (

    select
        *,
        case
            when cut_count < 2
                then
                    'not trained: ' || cut_count || ' moments have ' || 3 * window_days
                    || ' days of history before and ' || window_days || ' days after; 2 are needed'
            when item_count < 2
                then 'not trained: people engaged with ' || item_count || ' items; 2 are needed'
            when
                training_outcome_count + test_outcome_count < {{ var('min_training_outcomes') }}
                or training_outcome_count = 0
                or test_outcome_count < 30
                then
                    'not trained: people engaged '
                    || training_outcome_count + test_outcome_count || ' times with an item within '
                    || window_days || ' days after a labelled cut, ' || test_outcome_count
                    || ' of them after the newest; {{ var("min_training_outcomes") }} and 30 are'
                    || ' needed'
            when teaching_cut_count = 0
                then
                    'not trained: there is no training cut after which some pairs of a person and'
                    || ' an item came true, and some did not'
            when '{{ training().retrain }}' = 'never'
                then 'not trained: the variable training says never'
        end as not_trained_reason
    from filled

)

select * from final
