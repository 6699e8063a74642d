{# Whether each kind of affinity has enough history to learn from and to be judged on. #}
{%- set items_of = {
    'product': ['product_id'], 'category': ['product_id', 'category_path'], 'content': ['content_id']
} -%}
with

declared_affinities as (

    select * from {{ ref('declared_affinities') }}

),

cuts as (

    select * from {{ ref('cuts') }}

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

int_leaks as (

    select * from {{ ref('int_leaks') }}

),

planned as (

    select
        insight,
        count_if(role != 'scoring') as cut_count
    from cuts
    group by insight

),

described as (

    select
        insight,
        count(distinct case when role != 'scoring' then cut_at end) as cut_count,
        count(distinct case when role = 'training' then item end) as item_count
    from ftr_affinities
    group by insight

),

people as (

    select
        insight,
        cut_at,
        count(distinct profile_id) as profile_count
    from ftr_affinities
    where role = 'training'
    group by
        insight,
        cut_at

),

ranked_items as (

    select
        insight,
        cut_at,
        item,
        row_number() over (
            partition by insight, cut_at
            order by count(*) desc, item asc
        ) as place
    from ftr_affinities
    where role = 'training'
    group by
        insight,
        cut_at,
        item

),

shelf_items as (

    select
        ranked_items.insight,
        ranked_items.cut_at,
        ranked_items.item
    from ranked_items
    inner join declared_affinities
        on ranked_items.insight = declared_affinities.insight
    where ranked_items.place <= declared_affinities.max_items

),

shelves as (

    select
        shelf_items.insight,
        shelf_items.cut_at,
        count(*) * max(people.profile_count) as pair_count
    from shelf_items
    inner join people
        on
            shelf_items.insight = people.insight
            and shelf_items.cut_at = people.cut_at
    group by
        shelf_items.insight,
        shelf_items.cut_at

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
        declared_affinities.max_items,
        coalesce(planned.cut_count, 0) as planned_cut_count,
        cast(coalesce(described.cut_count, 0) as bigint) as cut_count,
        cast(coalesce(described.item_count, 0) as bigint) as item_count,
        cast(coalesce(happened.training_outcome_count, 0) as bigint) as training_outcome_count,
        cast(coalesce(happened.test_outcome_count, 0) as bigint) as test_outcome_count,
        cast(coalesce(teaching_cuts.cut_count, 0) as bigint) as teaching_cut_count,
        int_leaks.features as leaking_features
    from declared_affinities
    cross join build_clock
    left join planned
        on declared_affinities.insight = planned.insight
    left join described
        on declared_affinities.insight = described.insight
    left join happened
        on declared_affinities.insight = happened.insight
    left join teaching_cuts
        on declared_affinities.insight = teaching_cuts.insight
    left join int_leaks
        on declared_affinities.insight = int_leaks.insight

),

final as (

    select
        * exclude (max_items, planned_cut_count, leaking_features),
        case
            when planned_cut_count < 2
                then
                    'not trained: ' || planned_cut_count || ' moments have ' || 3 * window_days
                    || ' days of history before and ' || window_days || ' days after; 2 are needed'
            when item_count < 2
                then
                    'not trained: people engaged with ' || item_count
                    || ' items before the training cuts; 2 are needed'
                    || case insight
                        {%- for kind, columns in items_of.items() %}
                            when '{{ kind }}_affinity'
                                then '{{ why_unknown(columns) }}'
                        {%- endfor %}
                    end
            when cut_count < 2
                then
                    'not trained: before only ' || cut_count || ' of ' || planned_cut_count
                    || ' labelled cuts anybody had engaged with an item; 2 are needed'
            when
                training_outcome_count + test_outcome_count
                < {{ threshold('min_training_outcomes') }}
                or training_outcome_count = 0
                or test_outcome_count < 30
                then
                    'not trained: people engaged '
                    || training_outcome_count + test_outcome_count || ' times with an item within '
                    || window_days || ' days after a labelled cut, ' || test_outcome_count
                    || ' of them after the newest; {{ threshold("min_training_outcomes") }}'
                    || ' and 30 are needed'
            when teaching_cut_count = 0
                then
                    'not trained: there is no training cut after which some pairs of a person and'
                    || ' an item came true, and some did not, among the ' || max_items
                    || ' items that most people engaged with (affinities.max_items)'
            when leaking_features is not null
                then 'not trained: features tell the outcome by themselves: ' || leaking_features
            when '{{ training().retrain }}' = 'never'
                then 'not trained: the variable training says never'
        end as not_trained_reason
    from filled

)

select * from final
