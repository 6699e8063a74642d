{#
    The scores whose window has closed. Outcomes follow the person as known now: every name that was scored leads to the
    one of today. Where they can be told no longer, it is said why: identities may be blocked since, what labels keep from
    models was never judged by, what is declared otherwise is another question, and events that have expired may have been
    anybody's.
#}
{%- set declared = [] -%}
{%- for event in predictions() | map(attribute='events.outcome') if event.key not in event.types -%}
    {%- do declared.append(event.key) -%}
{%- endfor %}
with

{% for relation in [
    'ml_scores__followed', 'ml_affinities__followed', 'model_versions', 'declared_affinities',
    'kept_from_models', 'build_clock', 'profile_aliases', 'identity_map', 'int_expired_events',
    'int_datasets', 'int_product_categories',
] -%}
    {{ relation }} as (

        select * from {{ ref(relation) }}

    ),

{% endfor -%}

followed as (

    select
        insight,
        version,
        profile_id,
        '' as item,
        scored_at,
        closes_at,
        measure,
        event_type,
        forecast,
        percentile
    from ml_scores__followed
    union all
    select
        insight,
        version,
        profile_id,
        item,
        scored_at,
        closes_at,
        'present' as measure,
        case when insight = 'content_affinity' then '' else 'purchase' end as event_type,
        forecast,
        percentile
    from ml_affinities__followed

),

-- A category that was renamed cannot come true under the name that it had.
categories as (

    select distinct category from int_product_categories

),

known_names as (

    select distinct profile_id from identity_map

),

named as (

    select
        followed.*,
        coalesce(profile_aliases.profile_id, followed.profile_id) as present_profile_id
    from followed
    left join profile_aliases
        on followed.profile_id = profile_aliases.former_profile_id

),

closed as (

    select
        named.*,
        case
            when known_names.profile_id is null then 'nobody is known by its name any more'
            when
                coalesce({{ json_text('model_versions.declaration', 'kept_from_models') }}, '')
                != coalesce(kept_from_models.kept_from_models, '')
                then 'other labels say now what models may look at'
            when
                left(named.event_type, 1) = '{'
                and named.event_type not in ({{ text_list([''] + declared) }})
                then 'the conditions of its event are not declared any more'
            when
                named.item != ''
                and (
                    declared_affinities.insight is null
                    or (
                        named.insight = 'category_affinity'
                        and categories.category is null
                    )
                    or {{ json_text('model_versions.declaration', 'category_level') }}
                    is distinct from
                    cast(declared_affinities.category_level as {{ dbt.type_string() }})
                )
                then 'such items are not told apart any more'
        end as undeclared_reason
    from named
    inner join kept_from_models
        on
            kept_from_models.kind
            = case when named.item = '' then 'people' else named.insight end
    inner join build_clock
        on named.closes_at <= build_clock.as_of
    left join model_versions
        on named.version = model_versions.version
    left join declared_affinities
        on named.insight = declared_affinities.insight
    left join categories
        on named.item = categories.category
    left join known_names
        on named.present_profile_id = known_names.profile_id

),

-- What models may not look at was never judged by.
expired as (

    select
        int_expired_events.event_type,
        max(int_expired_events.event_at) as last_event_at
    from int_expired_events
    left join int_datasets
        on int_expired_events.dataset = int_datasets.dataset
    where
        int_datasets.is_profile_enabled is not false
        and not {{ forbids_data_science('int_datasets.usage_labels') }}
    group by int_expired_events.event_type

),

incomplete as (

    select distinct
        closed.insight,
        closed.scored_at
    from closed
    inner join expired
        on
            closed.scored_at <= expired.last_event_at
            and (
                closed.event_type = expired.event_type
                or (closed.event_type = '' and expired.event_type != 'email_sent')
                or (closed.measure = 'net_value' and expired.event_type = 'refund')
                or contains(closed.event_type, '"' || expired.event_type || '"')
            )

),

final as (

    select
        closed.insight,
        closed.version,
        closed.profile_id,
        closed.item,
        closed.present_profile_id,
        closed.scored_at,
        closed.closes_at,
        closed.measure,
        closed.event_type,
        closed.forecast,
        closed.percentile,
        coalesce(
            closed.undeclared_reason,
            case when incomplete.insight is not null then 'events of its window have expired' end
        ) as not_judged_reason
    from closed
    left join incomplete
        on
            closed.insight = incomplete.insight
            and closed.scored_at = incomplete.scored_at

)

select * from final
