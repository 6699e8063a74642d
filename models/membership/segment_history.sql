{#-
    Who was in which segment, from when until when: one row per profile, written only where something changed. It outlives
    --full-refresh. A build that speaks for the moment of the last one first takes back what that one found.
-#}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='profile_id',
    full_refresh=false,
) }}
{#- dbt asks for what only later builds read, too. -#}
{%- set definitions, consents = ref('segment_definitions'), ref('profile_consents') %}
with

segment_evaluations as {{ inlined() }} (

    select * from {{ ref('segment_evaluations') }}

),

segment_sizes as (

    select * from {{ ref('segment_sizes') }}

),

profile_aliases as (

    select * from {{ ref('profile_aliases') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

clock as (

    select
        build_clock.as_of,
        max(segment_sizes.as_of) as previous_as_of
    from build_clock
    left join segment_sizes
        on build_clock.as_of > segment_sizes.as_of
    group by build_clock.as_of

),

other_names as (

    select
        profile_id,
        {{ list_of('former_profile_id', 'former_profile_id') }} as other_names
    from profile_aliases
    group by profile_id

),

evaluated as (

    select
        segment_evaluations.profile_id,
        segment_evaluations.segments,
        other_names.other_names
    from segment_evaluations
    left join other_names
        on segment_evaluations.profile_id = other_names.profile_id

),

{% if is_incremental() %}
    segment_definitions as (

        select * from {{ definitions }}

    ),

    profile_consents as (

        select * from {{ consents }}

    ),

    known as {{ inlined() }} (

        select * from {{ this }}
        where
            segments != ''
            or len(ended) > 0

    ),

    {# A profile with another name than in its past: it was renamed, or several became one. #}
    renamed as (

        select
            profile_aliases.profile_id,
            known.profile_id as known_as
        from known
        inner join profile_aliases
            on known.profile_id = profile_aliases.former_profile_id

    ),

    unknown as (

        select evaluated.profile_id
        from evaluated
        left join known
            on evaluated.profile_id = known.profile_id
        where known.profile_id is null

    ),

    known_names as {{ inlined() }} (

        select
            profile_id,
            {{ unnested('other_names') }} as other_name
        from known

    ),

    {# A profile that was a part of another one until now shares its past. #}
    split as (

        select
            unknown.profile_id,
            known_names.profile_id as known_as
        from known_names
        left join profile_aliases
            on known_names.other_name = profile_aliases.former_profile_id
        inner join unknown
            on coalesce(profile_aliases.profile_id, known_names.other_name) = unknown.profile_id

    ),

    changed as (

        select
            coalesce(evaluated.profile_id, known.profile_id) as profile_id,
            coalesce(evaluated.segments, '') as segments,
            case when evaluated.profile_id is null then known.other_names else evaluated.other_names end as other_names,
            evaluated.profile_id is null as is_gone
        from known
        full join evaluated
            on known.profile_id = evaluated.profile_id
        where
            (
                known.profile_id is not null
                and evaluated.profile_id is not null
                and (known.segments != evaluated.segments or coalesce(known.other_names, []) != coalesce(evaluated.other_names, []))
            )
            or evaluated.profile_id in (select renamed.profile_id from renamed)
            or evaluated.profile_id in (select split.profile_id from split)
            or (
                evaluated.profile_id is null
                and known.segments != ''
                and known.profile_id not in (select renamed.known_as from renamed)
            )

    ),

    pasts as (

        select
            profile_id,
            profile_id as known_as
        from changed
        union
        select * from renamed
        union
        select * from split

    ),

    {# What the last build found for this same moment is taken back. #}
    known_memberships as (

        select
            pasts.profile_id,
            {{ unnested_structs('known.memberships') }}
        from pasts
        inner join known
            on pasts.known_as = known.profile_id

    ),

    known_ended as (

        select
            pasts.profile_id,
            {{ unnested_structs('known.ended') }}
        from pasts
        inner join known
            on pasts.known_as = known.profile_id

    ),

    taken_back as (

        select
            known_memberships.profile_id,
            known_memberships.segment,
            known_memberships.entered_at,
            cast(null as timestamp) as exited_at,
            cast(null as timestamp) as last_qualified_at,
            cast(null as {{ dbt.type_string() }}) as exited_reason
        from known_memberships
        cross join clock
        where known_memberships.entered_at < clock.as_of
        union all
        select
            known_ended.profile_id,
            known_ended.segment,
            known_ended.entered_at,
            case when known_ended.exited_at < clock.as_of then known_ended.exited_at end as exited_at,
            case when known_ended.exited_at < clock.as_of then known_ended.last_qualified_at end
                as last_qualified_at,
            case when known_ended.exited_at < clock.as_of then known_ended.exited_reason end
                as exited_reason
        from known_ended
        cross join clock
        where known_ended.entered_at < clock.as_of

    ),

    before as (

        {{ joined_stretches('taken_back') }}

    ),

    qualified as (

        select
            profile_id,
            {{ unnested("string_split(segments, ',')") }} as segment
        from changed
        where segments != ''

    ),

    edited as (

        select
            segment_definitions.segment,
            coalesce(segment_definitions.definition_hash != segment_sizes.definition_hash, true) as is_edited
        from segment_definitions
        cross join clock
        left join segment_sizes
            on
                segment_definitions.segment = segment_sizes.segment
                and clock.previous_as_of = segment_sizes.as_of

    ),

    exit_reasons as (

        select
            before.profile_id,
            before.segment,
            case
                when changed.is_gone then 'profile_gone'
                when profile_consents.general_consent = 'out' then 'consent_withdrawn'
                when edited.segment is null then 'segment_removed'
                when edited.is_edited then 'rule_changed'
                else 'no_longer_qualifies'
            end as exited_reason
        from before
        inner join changed
            on before.profile_id = changed.profile_id
        left join profile_consents
            on before.profile_id = profile_consents.profile_id
        left join edited
            on before.segment = edited.segment
        where before.exited_at is null

    ),

    after as (

        select
            profile_id,
            segment,
            entered_at,
            last_qualified_at,
            exited_at,
            exited_reason
        from before
        where exited_at is not null
        union all
        select
            coalesce(before.profile_id, qualified.profile_id) as profile_id,
            coalesce(before.segment, qualified.segment) as segment,
            coalesce(before.entered_at, clock.as_of) as entered_at,
            case when qualified.segment is null then clock.previous_as_of end as last_qualified_at,
            case when qualified.segment is null then clock.as_of end as exited_at,
            case when qualified.segment is null then exit_reasons.exited_reason end as exited_reason
        from (
            select * from before
            where exited_at is null
        ) as before
        full join qualified
            on
                before.profile_id = qualified.profile_id
                and before.segment = qualified.segment
        left join exit_reasons
            on
                before.profile_id = exit_reasons.profile_id
                and before.segment = exit_reasons.segment
        cross join clock

    ),

    rewritten as (

        select
            profile_id,
            {{ list_of(as_struct({'segment': 'segment', 'entered_at': 'entered_at'}), 'segment, entered_at') }}
                filter (where exited_at is null) as memberships,
            {{ list_of(as_struct({
                'segment': 'segment', 'entered_at': 'entered_at', 'last_qualified_at': 'last_qualified_at',
                'exited_at': 'exited_at', 'exited_reason': 'exited_reason',
            }), 'segment, entered_at') }} filter (where exited_at is not null) as ended
        from after
        group by profile_id

    ),
{% endif %}

newly_known as (

    select
        evaluated.profile_id,
        evaluated.segments,
        {{ memberships_since('evaluated.segments', 'clock.as_of') }} as memberships,
        {{ no_ended_memberships() }} as ended,
        evaluated.other_names
    from evaluated
    cross join clock
    where evaluated.segments != ''
    {% if is_incremental() -%}
        and evaluated.profile_id in (select unknown.profile_id from unknown)
        and evaluated.profile_id not in (select split.profile_id from split)
        and evaluated.profile_id not in (select renamed.profile_id from renamed)
    {%- endif %}

),

{# What a profile was called before keeps no memberships of its own. #}
final as (

    select * from newly_known
    {% if is_incremental() -%}
        union all
        select
            changed.profile_id,
            changed.segments,
            coalesce(rewritten.memberships, []) as memberships,
            coalesce(rewritten.ended, []) as ended,
            changed.other_names
        from changed
        left join rewritten
            on changed.profile_id = rewritten.profile_id
        union all
        select
            renamed.known_as as profile_id,
            '' as segments,
            [] as memberships,
            [] as ended,
            null as other_names
        from renamed
    {%- endif %}

)

select * from final
