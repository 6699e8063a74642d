{#
    A memory that outlives --full-refresh: a person who is renamed, by a login or a merge, stays on the side that the
    first name was drawn to. Who keeps a name keeps its draw, whatever joins.
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

customer_profiles as (

    select * from {{ ref('customer_profiles') }}

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
        customer_profiles.profile_id,
        {% if is_incremental() -%}
            coalesce(inherited.drawn_by, customer_profiles.profile_id)
        {%- else -%}
            customer_profiles.profile_id
        {%- endif %} as drawn_by,
        build_clock.as_of as drawn_at
    from customer_profiles
    cross join build_clock
    {% if is_incremental() -%}
        left join inherited
            on customer_profiles.profile_id = inherited.profile_id
        where
            not exists (
                select 1
                from drawn
                where drawn.profile_id = customer_profiles.profile_id
            )
    {%- endif %}

)

select * from final
