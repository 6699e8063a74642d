{#
    Whether the engagement score tells who will be active in the 30 days after a cut, among those active in the 90 days
    before it: the area under the ROC curve, beside that of recency alone on the same people. It is the chance that
    somebody who was active then has the higher score than somebody who was not, ties counting half (Mann and Whitney).
#}
with

ftr_engagements as (

    select * from {{ ref('ftr_engagements') }}

),

cuts as (

    select * from {{ ref('cuts') }}

),

int_daily_activity as (

    select * from {{ ref('int_daily_activity') }}

),

int_persons as (

    select * from {{ ref('int_persons') }}

),

-- A cut lies d days before as_of; its window covers the days d - 30 … d - 1.
active as (

    select distinct
        cuts.cut_at,
        int_persons.person_id
    from cuts
    inner join int_daily_activity
        on
            cuts.days_before_as_of > int_daily_activity.days_before_as_of
            and cuts.days_before_as_of - 30 <= int_daily_activity.days_before_as_of
    inner join int_persons
        on int_daily_activity.identity_id = int_persons.identity_id
    where
        cuts.insight = 'engagement'
        and cuts.role != 'scoring'
        and int_daily_activity.event_type != 'email_sent'

),

judged as (

    select
        ftr_engagements.cut_at,
        ftr_engagements.score,
        -ftr_engagements.days_since_active as recency_score,
        active.person_id is not null as is_active
    from ftr_engagements
    inner join int_persons
        on ftr_engagements.name_identity_id = int_persons.identity_id
    left join active
        on
            ftr_engagements.cut_at = active.cut_at
            and int_persons.person_id = active.person_id
    where
        ftr_engagements.role != 'scoring'
        and ftr_engagements.days_since_active is not null

),

ranked as (

    select
        cut_at,
        is_active,
        {% for measure in ['score', 'recency_score'] -%}
            rank() over (partition by cut_at order by {{ measure }})
            + (count(*) over (partition by cut_at, {{ measure }}) - 1) / 2.0 as {{ measure }}_rank,
        {% endfor -%}
        count(*) over (partition by cut_at) as row_count
    from judged

),

summed as (

    select
        cut_at,
        count(*) as row_count,
        count_if(is_active) as active_count,
        count_if(not is_active) as idle_count,
        sum(case when is_active then score_rank end) as score_rank_sum,
        sum(case when is_active then recency_score_rank end) as recency_score_rank_sum
    from ranked
    group by cut_at

),

final as (

    select
        cut_at,
        'auc' as metric,
        {% for measure, name in [('score', 'value'), ('recency_score', 'baseline_value')] -%}
            round(
                ({{ measure }}_rank_sum - active_count * (active_count + 1) / 2.0)
                / nullif(active_count * idle_count, 0),
                9
            ) as {{ name }},
        {% endfor -%}
        'recency' as baseline_name,
        cast(row_count as bigint) as row_count
    from summed

)

select * from final
