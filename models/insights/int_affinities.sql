{#
    The items of highest affinity of every profile. They are made for the profile as known at as_of; where records that
    came later joined several of those, the profile takes those of its namesake, else of the one whose name comes first.
#}
with

{% for relation in ['ml_affinity__scored', 'identity_map', 'int_profiles', 'build_clock'] -%}
    {{ relation }} as (

        select * from {{ ref(relation) }}

    ),

{% endfor -%}

ranked as (

    select
        ml_affinity__scored.*,
        identity_map.profile_id as present_profile_id,
        dense_rank() over (
            partition by ml_affinity__scored.insight, identity_map.profile_id
            order by
                case
                    when ml_affinity__scored.profile_id = identity_map.profile_id then 0 else 1
                end,
                ml_affinity__scored.profile_id
        ) as namesake_rank
    from ml_affinity__scored
    inner join identity_map
        on ml_affinity__scored.name_identity_id = identity_map.identity_id

),

final as (

    select
        ranked.insight,
        ranked.present_profile_id as profile_id,
        ranked.item,
        ranked.affinity,
        cast(ranked.rank as integer) as rank,
        ranked.is_new,
        ranked.factors,
        build_clock.as_of,
        ranked.version as model_version
    from ranked
    inner join int_profiles
        on ranked.present_profile_id = int_profiles.profile_id
    cross join build_clock
    where ranked.namesake_rank = 1

)

select * from final
