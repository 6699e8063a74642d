{% macro candidates(provenance) -%}
    {%- set allowed = [] -%}
    {%- for destination in compiled_destinations() if not destination_fault(destination, provenance) -%}
        {%- do allowed.append(destination) -%}
        {{ candidates_of(destination) }}
    {% endfor -%}
    candidates as (

        {% for destination in allowed -%}
            select * from candidates_{{ destination.name }}
            union all
        {% endfor -%}
        select
            cast(null as {{ dbt.type_string() }}) as destination,
            false as is_member,
            profile_id,
            cast(null as {{ dbt.type_string() }}) as identities,
            cast(null as {{ dbt.type_string() }}) as record_key,
            cast(null as timestamp) as qualified_at,
            cast(null as {{ dbt.type_string() }}) as left_out_reason
        from customer_profiles
        where false

    ),
{%- endmacro %}
