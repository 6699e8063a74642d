{% macro affinities_of(kind) -%}
with

int_affinities as (

    select * from {{ ref('int_affinities') }}

),

final as (

    select
        profile_id,
        item,
        affinity,
        rank,
        is_new,
        factors,
        as_of,
        model_version
    from int_affinities
    where insight = '{{ kind }}_affinity'

)

select * from final
{%- endmacro %}
