{#
    Clusters are made of profiles as known at as_of; where records that came later joined several of those, the profile
    takes the one of its namesake, else of the one whose name comes first.
#}
with

{% for relation in ['int_profiles', 'identity_map', 'ftr_clusters', 'ml_clusters__scored',
    'int_unscored_profiles'] -%}
    {{ relation }} as (

        select * from {{ ref(relation) }}

    ),

{% endfor -%}

ranked as (

    select
        identity_map.profile_id as present_profile_id,
        ftr_clusters.active_day_count,
        ml_clusters__scored.cluster_id,
        ml_clusters__scored.cluster_name,
        row_number() over (
            partition by identity_map.profile_id
            order by
                case when ftr_clusters.profile_id = identity_map.profile_id then 0 else 1 end,
                ftr_clusters.profile_id
        ) as namesake_rank
    from ftr_clusters
    inner join identity_map
        on ftr_clusters.name_identity_id = identity_map.identity_id
    left join ml_clusters__scored
        on ftr_clusters.profile_id = ml_clusters__scored.profile_id

),

unscored as (

    select
        identity_map.profile_id,
        'not eligible: ' || min(int_unscored_profiles.reason) as reason
    from int_unscored_profiles
    inner join identity_map
        on int_unscored_profiles.name_identity_id = identity_map.identity_id
    where int_unscored_profiles.is_scoring
    group by identity_map.profile_id

),

final as (

    select
        int_profiles.profile_id,
        ranked.cluster_id,
        ranked.cluster_name,
        case
            when ranked.present_profile_id is null and unscored.reason is not null
                then unscored.reason
            when ranked.present_profile_id is null then 'not eligible: not known at as_of'
            when ranked.cluster_id is not null then null
            when ranked.active_day_count = 0
                then 'not eligible: no activity in the 365 days before as_of'
            else
                'no clusters: fewer than 200 people, or none that are large enough and come out the'
                || ' same when people are drawn again'
        end as not_clustered_reason
    from int_profiles
    left join ranked
        on
            int_profiles.profile_id = ranked.present_profile_id
            and ranked.namesake_rank = 1
    left join unscored
        on int_profiles.profile_id = unscored.profile_id

)

select * from final
