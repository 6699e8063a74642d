{%- set declared_predictions = predictions() -%}
with

identity_map as (

    select * from {{ ref('identity_map') }}

),

profile_attributes as (

    select * from {{ ref('profile_attributes') }}

),

profile_computed_attributes as (

    select * from {{ ref('profile_computed_attributes') }}

),

profile_consents as (

    select * from {{ ref('profile_consents') }}

),

insight_scores as (

    select * from {{ ref('insight_scores') }}

),

int_affinities as (

    select * from {{ ref('int_affinities') }}

),

audience_clusters as (

    select * from {{ ref('audience_clusters') }}

),

top_items as (

    select
        {% for kind in affinities().of -%}
            {%- set is_kind = "insight = '" ~ kind ~ "_affinity'" -%}
            max(case when {{ is_kind }} and rank = 1 then item end) as top_{{ kind }},
            {{ latest_values_json('item', '-rank', is_kind ~ ' and rank <= 5', 5) }}
                as top_{{ kind }}_list,
        {% endfor -%}
        profile_id
    from int_affinities
    group by profile_id

),

identities as (

    select
        profile_id,
        {{ json_array_of(
            [('namespace', 'namespace'), ('id', 'identity_value')], 'namespace, identity_value'
        ) }} as identities,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from identity_map
    group by profile_id

),

scores as (

    select
        {% for insight in value_insights() -%}
            {% for column, measure in insight.columns.items() -%}
                max(case when insight = '{{ insight.name }}' then {{ measure }} end)
                    as {{ column }},
            {% endfor -%}
        {% endfor -%}
        {% for prediction in declared_predictions -%}
            {% for measure in ['probability', 'score', 'percentile', 'band'] -%}
                max(case when insight = '{{ prediction.name }}' then {{ measure }} end)
                    as {{ prediction.name }}_{{ measure }},
            {% endfor -%}
        {% endfor -%}
        profile_id
    from insight_scores
    group by profile_id

),

final as (

    select
        identities.profile_id,
        identities.identities,
        {% for attribute in profile_attributes() -%}
            profile_attributes.{{ attribute.name }},
            {% if attribute.all_values -%}
                profile_attributes.{{ attribute.all_values }},
            {% endif -%}
        {% endfor -%}
        {% for column in computed_columns() -%}
            profile_computed_attributes.{{ column.name }},
        {% endfor -%}
        {% for prediction in declared_predictions -%}
            {% for measure in ['probability', 'score', 'percentile', 'band'] -%}
                scores.{{ prediction.name }}_{{ measure }},
            {% endfor -%}
        {% endfor -%}
        {% for insight in value_insights() -%}
            {% for column in insight.columns -%}
                scores.{{ column }},
            {% endfor -%}
        {% endfor -%}
        {% for kind in affinities().of -%}
            top_items.top_{{ kind }},
            coalesce(top_items.top_{{ kind }}_list, '[]') as top_{{ kind }}_list,
        {% endfor -%}
        audience_clusters.cluster_id,
        audience_clusters.cluster_name,
        {{ json_text_object(consent_pairs('profile_consents')) }} as consents,
        {% for purpose in consent_defaults() -%}
            profile_consents.{{ purpose }}_consent,
        {% endfor -%}
        identities.first_seen_at,
        identities.last_seen_at
    from identities
    inner join profile_attributes
        on identities.profile_id = profile_attributes.profile_id
    inner join profile_computed_attributes
        on identities.profile_id = profile_computed_attributes.profile_id
    inner join profile_consents
        on identities.profile_id = profile_consents.profile_id
    left join scores
        on identities.profile_id = scores.profile_id
    left join top_items
        on identities.profile_id = top_items.profile_id
    left join audience_clusters
        on identities.profile_id = audience_clusters.profile_id

)

select * from final
