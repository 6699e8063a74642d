{#- A memory that outlives --full-refresh; an evaluation that was made before writes nothing. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='as_of',
    full_refresh=false,
) }}
with

build_clock as (

    select * from {{ ref('build_clock') }}

),

segment_definitions as (

    select * from {{ ref('segment_definitions') }}

),

evaluated as (

    select
        build_clock.as_of,
        segment_definitions.segment,
        segment_definitions.rule,
        segment_definitions.definition_hash,
        segment_definitions.member_count,
        build_clock.input_name
    from segment_definitions
    cross join build_clock

),

final as (

    select * from evaluated
    {% if is_incremental() -%}
        where exists (
            select * from evaluated
            except
            select * from {{ this }}
        )
        or (select count(*) from {{ this }} where as_of in (select build_clock.as_of from build_clock)) != (select count(*) from evaluated)
    {%- endif %}

)

select * from final
