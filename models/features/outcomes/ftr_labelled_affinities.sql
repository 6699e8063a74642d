{#
    Features and what came true, side by side. A pair that came true without any history has no features; at the scoring
    cut nothing has come true yet.
#}
{{ config(materialized='view') }}
with

ftr_affinities as (

    select * from {{ ref('ftr_affinities') }}

),

ftr_affinity_outcomes as (

    select * from {{ ref('ftr_affinity_outcomes') }}

),

int_persons as (

    select * from {{ ref('int_persons') }}

),

final as (

    select
        coalesce(ftr_affinities.insight, ftr_affinity_outcomes.insight) as insight,
        coalesce(ftr_affinities.cut_at, ftr_affinity_outcomes.cut_at) as cut_at,
        coalesce(ftr_affinities.role, ftr_affinity_outcomes.role) as role,
        coalesce(ftr_affinities.profile_id, ftr_affinity_outcomes.profile_id) as profile_id,
        coalesce(ftr_affinities.item, ftr_affinity_outcomes.item) as item,
        ftr_affinities.name_identity_id,
        int_persons.person_id,
        ftr_affinities.days_since_last,
        {% for reach in ['days_short', 'days_medium', 'days_long', 'recent_days'] -%}
            ftr_affinities.item_{{ reach }},
            ftr_affinities.all_{{ reach }},
        {% endfor -%}
        ftr_affinity_outcomes.item is not null as has_outcome
    from ftr_affinities
    full outer join ftr_affinity_outcomes
        on
            ftr_affinities.insight = ftr_affinity_outcomes.insight
            and ftr_affinities.cut_at = ftr_affinity_outcomes.cut_at
            and ftr_affinities.profile_id = ftr_affinity_outcomes.profile_id
            and ftr_affinities.item = ftr_affinity_outcomes.item
    left join int_persons
        on ftr_affinities.name_identity_id = int_persons.identity_id

)

select * from final
