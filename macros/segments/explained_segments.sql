{% macro explained_segments(definitions) -%}
    {#- A union of a thousand is deeper than an expression may be, and so is a chain of their CTEs. -#}
    {% for some in definitions | batch(50) -%}
        clauses_{{ loop.index }} as (

            {% for definition in some -%}
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
                {% if not loop.last %}union all{% endif %}
            {% endfor %}
        ),

    {% endfor -%}

    clauses as (

        {% for some in definitions | batch(50) -%}
            select * from clauses_{{ loop.index }}
            union all
        {% endfor -%}
        select
            profile_id,
            'in' as general_consent,
            false as is_member,
            {{ empty_clause() }},
            cast(null as {{ dbt.type_string() }}) as segment
        from segment_evaluations
        where false

    ),
{%- endmacro %}
