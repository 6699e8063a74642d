{# Each cluster beside everybody: means of what clusters are made of, as known at as_of. #}
{%- set features = [
    'days_since_active',
    'active_day_count',
    'order_day_count',
    'revenue_per_order_day',
    'kind_count',
] -%}
with

ml_clusters__scored as (

    select * from {{ ref('ml_clusters__scored') }}

),

ftr_clusters as (

    select * from {{ ref('ftr_clusters') }}

),

members as (

    select
        ml_clusters__scored.cluster_id,
        ml_clusters__scored.cluster_name,
        ftr_clusters.*
    from ml_clusters__scored
    inner join ftr_clusters
        on ml_clusters__scored.profile_id = ftr_clusters.profile_id

),

everybody as (

    select
        {% for feature in features -%}
            avg({{ feature }}) as {{ feature }},
        {% endfor -%}
        count(*) as member_count
    from members

),

by_cluster as (

    select
        {% for feature in features -%}
            avg({{ feature }}) as {{ feature }},
        {% endfor -%}
        cluster_id,
        cluster_name,
        count(*) as member_count
    from members
    group by
        cluster_id,
        cluster_name

),

final as (

    {% for feature in features -%}
        select
            by_cluster.cluster_id,
            by_cluster.cluster_name,
            '{{ feature }}' as feature,
            by_cluster.member_count,
            round(by_cluster.{{ feature }}, 9) as cluster_mean,
            round(everybody.{{ feature }}, 9) as overall_mean
        from by_cluster
        cross join everybody
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from final
