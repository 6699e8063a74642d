{#
    One row for every profile and declared insight: scored, or not scored with the reason. A score is made for the
    profile as known at as_of; where records that came later joined several of those, the profile takes the score of
    its namesake, else of the one whose name comes first.
#}
with

{% for relation in [
    'identity_map', 'int_profiles', 'declared_insights', 'training_readiness', 'horizon_readiness', 'build_clock',
    'model_versions', 'ml_propensity__scored', 'ml_lifetime_value__scored', 'ftr_engagements',
    'ftr_lifetime_values', 'int_engagement_factors', 'int_excluded_profiles', 'int_unscored_profiles', 'declared_predictions'
] -%}
    {{ relation }} as (

        select * from {{ ref(relation) }}

    ),

{% endfor -%}

readiness as (

    select
        insight,
        null as horizon_days,
        not_trained_reason
    from training_readiness
    union all
    select
        insight,
        horizon_days,
        not_trained_reason
    from horizon_readiness
    union all
    select
        'engagement' as insight,
        null as horizon_days,
        null as not_trained_reason

),

models as (

    select
        readiness.insight,
        readiness.horizon_days,
        readiness.not_trained_reason,
        model_versions.version
    from readiness
    left join model_versions
        on
            readiness.insight = model_versions.insight
            and model_versions.role = 'champion'

),

-- Whether somebody still buys is told by the shortest horizon that has a model.
speaking_models as (

    select
        insight,
        not_trained_reason,
        version
    from models
    union all
    (
        select
            'alive' as insight,
            not_trained_reason,
            version
        from models
        where horizon_days is not null
        order by
            version is null,
            horizon_days
        limit 1
    )

),

made as (

    select
        insight,
        profile_id,
        name_identity_id,
        cast(null as double) as value,
        probability,
        round(100 * probability, 7) as score,
        percentile,
        factors
    from ml_propensity__scored
    union all
    select
        insight,
        profile_id,
        name_identity_id,
        value,
        probability,
        round(100 * probability, 7) as score,
        percentile,
        factors
    from ml_lifetime_value__scored
    union all
    select
        'engagement' as insight,
        ftr_engagements.profile_id,
        ftr_engagements.name_identity_id,
        null as value,
        null as probability,
        ftr_engagements.score,
        null as percentile,
        coalesce(int_engagement_factors.factors, '[]') as factors
    from ftr_engagements
    left join int_engagement_factors
        on ftr_engagements.profile_id = int_engagement_factors.profile_id
    where ftr_engagements.role = 'scoring'

),

ranked as (

    select
        made.*,
        identity_map.profile_id as present_profile_id,
        row_number() over (
            partition by made.insight, identity_map.profile_id
            order by
                case when made.profile_id = identity_map.profile_id then 0 else 1 end,
                made.profile_id
        ) as score_rank
    from made
    inner join identity_map
        on made.name_identity_id = identity_map.identity_id

),

scored as (

    select * from ranked
    where score_rank = 1

),

excluded as (

    select distinct
        int_excluded_profiles.insight,
        identity_map.profile_id,
        'excluded: ' || declared_predictions.excluded_in_words
        || coalesce(
            ' in the ' || declared_predictions.excluded_within_days || ' days before as_of',
            ' before as_of'
        ) as reason
    from int_excluded_profiles
    inner join declared_predictions
        on int_excluded_profiles.insight = declared_predictions.insight
    inner join identity_map
        on int_excluded_profiles.name_identity_id = identity_map.identity_id
    where int_excluded_profiles.role = 'scoring'

),

unscored as (

    select
        identity_map.profile_id,
        'excluded: ' || min(int_unscored_profiles.reason) as reason
    from int_unscored_profiles
    inner join identity_map
        on int_unscored_profiles.name_identity_id = identity_map.identity_id
    where int_unscored_profiles.is_scoring
    group by identity_map.profile_id

),

unpriced as (

    select distinct
        identity_map.profile_id,
        ftr_lifetime_values.insight
    from ftr_lifetime_values
    inner join identity_map
        on ftr_lifetime_values.name_identity_id = identity_map.identity_id
    where
        ftr_lifetime_values.role = 'scoring'
        and ftr_lifetime_values.priced_order_count = 0

),

final as (

    select
        int_profiles.profile_id,
        declared_insights.insight,
        build_clock.as_of,
        scored.value,
        scored.probability,
        scored.score,
        cast(scored.percentile as integer) as percentile,
        {{ score_band('scored.score') }} as band,
        scored.factors,
        speaking_models.version as model_version,
        case
            when coalesce(scored.value, scored.score) is not null then null
            when unscored.reason is not null then unscored.reason
            when speaking_models.not_trained_reason is not null and speaking_models.version is null
                then speaking_models.not_trained_reason
            when excluded.reason is not null then excluded.reason
            when unpriced.insight is not null
                then
                    'not scored: none of its orders has a known amount in'
                    || ' {{ reporting_currency() }}; see quality.unconverted_amounts'
            when declared_insights.exclusion = ''
                then 'not known at as_of: all that is known of the profile came later'
            else 'not eligible: ' || declared_insights.exclusion
        end as not_scored_reason
    from int_profiles
    cross join declared_insights
    cross join build_clock
    inner join speaking_models
        on declared_insights.model_insight = speaking_models.insight
    left join scored
        on
            int_profiles.profile_id = scored.present_profile_id
            and declared_insights.insight = scored.insight
    left join excluded
        on
            int_profiles.profile_id = excluded.profile_id
            and declared_insights.insight = excluded.insight
    left join unscored
        on int_profiles.profile_id = unscored.profile_id
    left join unpriced
        on
            int_profiles.profile_id = unpriced.profile_id
            and declared_insights.insight = unpriced.insight

)

select * from final
