{#
    A memory that outlives --full-refresh: a person who is renamed, by a login or a merge, stays on the side that the
    first name was drawn to. Who keeps a name keeps its draw, whatever joins. A build whose evaluation is refused draws nobody.
#}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
) }}
{%- set aliases = ref('profile_aliases') %}
with

build_clock as (

    select * from {{ ref('build_clock') }}

),

segment_evaluations as (

    select * from {{ ref('segment_evaluations') }}

),

{% if is_incremental() -%}
    profile_aliases as (

        select * from {{ aliases }}

    ),

    drawn as (

        select * from {{ this }}

    ),

    inherited as (

        select
            profile_aliases.profile_id,
            min_by(drawn.drawn_by, (drawn.drawn_at, drawn.profile_id)) as drawn_by
        from profile_aliases
        inner join drawn
            on profile_aliases.former_profile_id = drawn.profile_id
        group by profile_aliases.profile_id

    ),

{% endif -%}

final as (

    select
        segment_evaluations.profile_id,
        {% if is_incremental() -%}
            coalesce(inherited.drawn_by, segment_evaluations.profile_id)
        {%- else -%}
            segment_evaluations.profile_id
        {%- endif %} as drawn_by,
        build_clock.as_of as drawn_at
    from segment_evaluations
    cross join build_clock
    {% if is_incremental() -%}
        left join inherited
            on segment_evaluations.profile_id = inherited.profile_id
        where
            not exists (
                select 1
                from drawn
                where drawn.profile_id = segment_evaluations.profile_id
            )
    {%- endif %}

)

select * from final
