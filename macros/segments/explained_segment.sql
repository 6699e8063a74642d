{% macro explained_segment(definition) -%}
    select
        *,
        '{{ definition.name }}' as segment
    from (
        with

        {{ profile_measures([definition], with_evidence=true) }}

        explained as (

            select
                profile_id,
                general_consent,
                in__{{ definition.name }} as is_member,
                {{ unnested_structs(clause_structs(definition)) }}
            from profiles_0

        )

        select * from explained
    ) as explained
{%- endmacro %}
