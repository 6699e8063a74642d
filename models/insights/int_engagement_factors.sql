{#
    Why an engagement score is what it is: the three components that set it furthest apart from the mean of all
    profiles, in points of the score. Over all five components the differences add up to that from the mean score.
#}
{%- set said = {
    'recency': "case when days_since_active is null then 'no activity in the last 90 days' when days_since_active = 0 then 'active on the last day'"
        ~ " when days_since_active = 1 then 'last active 1 day ago' else 'last active ' || days_since_active || ' days ago' end",
    'frequency': "'active on ' || active_days_recent || ' of the last 30 days'",
    'event_breadth': "kind_count || case when kind_count = 1 then ' kind' else ' kinds' end || ' of activity in the last 90 days'"
        ~ " || case when way_count > kind_count then ', ' || way_count || ' told apart by channel' else '' end",
    'intensity': "coalesce(round(event_count / nullif(active_days, 0), 1), 0) || ' events on an active day'",
    'momentum': "'active on ' || active_days_recent || ' of the last 30 days and on ' || active_days_before || ' of the 30 before'",
} -%}
with

ftr_engagements as (

    select * from {{ ref('ftr_engagements') }}
    where role = 'scoring'

),

points as (

    {% for component, sentence in said.items() -%}
        select
            profile_id,
            '{{ component }}' as reason,
            cast({{ component }}_points as decimal(18, 7)) as points,
            {{ sentence }} as sentence
        from ftr_engagements
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

means as (

    select
        reason,
        sum(points) / count(*) as mean_points
    from points
    group by reason

),

compared as (

    select
        points.profile_id,
        points.reason,
        points.sentence,
        cast(round(points.points - means.mean_points, 7) as double) as difference
    from points
    inner join means
        on points.reason = means.reason

),

ranked as (

    select
        *,
        case when difference > 0 then 'raises' else 'lowers' end as direction,
        abs(difference) as strength,
        row_number() over (
            partition by profile_id
            order by abs(difference) desc, reason
        ) as strength_rank
    from compared
    where difference != 0

),

final as (

    select
        profile_id,
        {{ json_array_of(
            [
                ('reason', 'reason'), ('direction', 'direction'), ('strength', 'strength'),
                ('sentence', 'sentence')
            ],
            'strength_rank'
        ) }} as factors
    from ranked
    where strength_rank <= 3
    group by profile_id

)

select * from final
