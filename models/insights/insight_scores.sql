{#
    One row for every profile and declared prediction: scored, or not scored with the reason. A score is made for the
    profile as known at as_of; where records that came later joined several of those, the profile takes the score of
    its namesake, else of the one whose name comes first.
#}
with

identity_map as (

    select * from {{ ref('identity_map') }}

),

int_profiles as (

    select * from {{ ref('int_profiles') }}

),

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

training_readiness as (

    select * from {{ ref('training_readiness') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

model_versions as (

    select * from {{ ref('model_versions') }}

),

ml_propensity__scored as (

    select * from {{ ref('ml_propensity__scored') }}

),

champions as (

    select
        insight,
        version
    from model_versions
    where role = 'champion'

),

ranked as (

    select
        ml_propensity__scored.*,
        identity_map.profile_id as present_profile_id,
        row_number() over (
            partition by ml_propensity__scored.insight, identity_map.profile_id
            order by
                case
                    when ml_propensity__scored.profile_id = identity_map.profile_id then 0 else 1
                end,
                ml_propensity__scored.profile_id
        ) as score_rank
    from ml_propensity__scored
    inner join identity_map
        on ml_propensity__scored.name_identity_id = identity_map.identity_id

),

scored as (

    select * from ranked
    where score_rank = 1

),

final as (

    select
        int_profiles.profile_id,
        declared_predictions.insight,
        build_clock.as_of,
        cast(null as double) as value,
        scored.probability,
        scored.score,
        cast(scored.percentile as integer) as percentile,
        scored.band,
        champions.version as model_version,
        case
            when scored.probability is not null then null
            when champions.version is null then training_readiness.not_trained_reason
            when declared_predictions.eligible_event is null
                then 'not known at as_of: all that is known of the profile came later'
            else
                'not eligible: no ' || declared_predictions.eligible_event || ' in the '
                || declared_predictions.eligible_within_days || ' days before as_of'
        end as not_scored_reason
    from int_profiles
    cross join declared_predictions
    cross join build_clock
    inner join training_readiness
        on declared_predictions.insight = training_readiness.insight
    left join champions
        on declared_predictions.insight = champions.insight
    left join scored
        on
            int_profiles.profile_id = scored.present_profile_id
            and declared_predictions.insight = scored.insight

)

select * from final
