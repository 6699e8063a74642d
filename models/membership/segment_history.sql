{#-
    Who was in which segment, from when until when: one row per profile, written only where something changed. It outlives
    --full-refresh. A build that speaks for the moment of the last one first takes back what that one found.
-#}
{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='profile_id', full_refresh=false) }}
with

segment_evaluations as (

    select * from {{ ref('segment_evaluations') }}

),

segment_definitions as (

    select * from {{ ref('segment_definitions') }}

),

segment_sizes as (

    select * from {{ ref('segment_sizes') }}

),

profile_consents as (

    select * from {{ ref('profile_consents') }}

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

names as (

    select
        profile_id,
        {{ list_of('former_profile_id', 'former_profile_id') }} as names
    from profile_aliases
    group by profile_id

),

evaluated as (

    select
        segment_evaluations.profile_id,
        segment_evaluations.segments,
        names.names
    from segment_evaluations
    left join names
        on segment_evaluations.profile_id = names.profile_id

),

{% if is_incremental() %}
    known as (

        select * from {{ this }}

    ),

    {# Its own past, under its name or under a former one. #}
    own_pasts as (

        select
            evaluated.profile_id,
            known.profile_id as known_as
        from known
        left join profile_aliases
            on known.profile_id = profile_aliases.former_profile_id
        inner join evaluated
            on coalesce(profile_aliases.profile_id, known.profile_id) = evaluated.profile_id
        where len(known.memberships) > 0

    ),

    known_names as (

        select
            profile_id,
            {{ unnested('names') }} as name
        from known

    ),

    {# A profile that was a part of another one until now shares its past. #}
    pasts as (

        select * from own_pasts
        union all
        select
            known_names.name as profile_id,
            known_names.profile_id as known_as
        from known_names
        inner join evaluated
            on known_names.name = evaluated.profile_id
        left join own_pasts
            on known_names.name = own_pasts.profile_id
        where own_pasts.profile_id is null

    ),

    changed as (

        select
            evaluated.profile_id,
            evaluated.segments,
            evaluated.names,
            false as is_gone
        from evaluated
        inner join pasts
            on evaluated.profile_id = pasts.profile_id
        inner join known
            on pasts.known_as = known.profile_id
        group by evaluated.profile_id, evaluated.segments, evaluated.names
        having
            count(*) > 1
            or max(known.profile_id) != evaluated.profile_id
            or max(known.segments) != evaluated.segments
            or max(known.names) is distinct from evaluated.names
        union all
        select
            known.profile_id,
            '' as segments,
            known.names,
            true as is_gone
        from known
        left join evaluated
            on known.profile_id = evaluated.profile_id
        left join own_pasts
            on known.profile_id = own_pasts.known_as
        where
            evaluated.profile_id is null
            and own_pasts.known_as is null
            and known.segments != ''

    ),

    changed_pasts as (

        select
            changed.profile_id,
            coalesce(pasts.known_as, changed.profile_id) as known_as
        from changed
        left join pasts
            on changed.profile_id = pasts.profile_id

    ),

    known_memberships as (

        select
            changed_pasts.profile_id,
            {{ unnested('known.memberships') }} as membership
        from changed_pasts
        inner join known
            on changed_pasts.known_as = known.profile_id

    ),

    taken_back as (

        select
            known_memberships.profile_id,
            known_memberships.membership.segment,
            known_memberships.membership.entered_at,
            case when known_memberships.membership.exited_at < clock.as_of then known_memberships.membership.exited_at end as exited_at,
            case when known_memberships.membership.exited_at < clock.as_of then known_memberships.membership.last_qualified_at end
                as last_qualified_at,
            case when known_memberships.membership.exited_at < clock.as_of then known_memberships.membership.exited_reason end
                as exited_reason
        from known_memberships
        cross join clock
        where known_memberships.membership.entered_at < clock.as_of

    ),

    {# Pasts that meet in one profile may overlap: what begins before the end of all that began earlier goes on with it. #}
    reached as (

        select
            *,
            max(coalesce(exited_at, timestamp '9999-12-31')) over (
                partition by profile_id, segment order by entered_at, exited_at
                rows between unbounded preceding and 1 preceding
            ) as reached_at
        from taken_back

    ),

    joined as (

        select
            *,
            count(case when reached_at is null or entered_at > reached_at then 1 end) over (
                partition by profile_id, segment order by entered_at, exited_at
                rows between unbounded preceding and current row
            ) as stretch
        from reached

    ),

    before as (

        select
            profile_id,
            segment,
            min(entered_at) as entered_at,
            case when count(*) = count(exited_at) then max(exited_at) end as exited_at,
            case when count(*) = count(exited_at) then max(last_qualified_at) end as last_qualified_at,
            case when count(*) = count(exited_at) then max_by(exited_reason, exited_at) end as exited_reason
        from joined
        group by profile_id, segment, stretch

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
            segment_definitions.definition_hash is distinct from segment_sizes.definition_hash as is_edited
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

    memberships as (

        select
            profile_id,
            {{ list_of(membership_struct('segment', 'entered_at', 'last_qualified_at', 'exited_at', 'exited_reason'), 'segment, entered_at') }}
                as memberships
        from after
        group by profile_id

    ),
{% endif %}

final as (

    select
        evaluated.profile_id,
        evaluated.segments,
        {{ memberships_since('evaluated.segments', 'clock.as_of') }} as memberships,
        evaluated.names
    from evaluated
    cross join clock
    where
        evaluated.segments != ''
        {% if is_incremental() -%}
            and evaluated.profile_id not in (select pasts.profile_id from pasts)
    union all
    select
        changed.profile_id,
        changed.segments,
        coalesce(memberships.memberships, []) as memberships,
        changed.names
    from changed
    left join memberships
        on changed.profile_id = memberships.profile_id
    union all
    {# What it was called before keeps no memberships of its own. #}
    select
        own_pasts.known_as as profile_id,
        '' as segments,
        [] as memberships,
        null as names
    from own_pasts
    where own_pasts.known_as not in (select evaluated.profile_id from evaluated)
        {%- endif %}

)

select * from final
