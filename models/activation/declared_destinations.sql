-- depends_on: {{ ref('export_candidates') }}
{# What the exporter has to know of every destination, and what forbids one. #}
{%- set provenance = data_provenance(provenance_sources()) -%}
with

{% set destinations, lake = compiled_destinations(), lake_relations() -%}
final as (

    {% for destination in destinations -%}
        {%- set columns = destination.columns | map(attribute='name') | list -%}
        {%- set fault = destination_fault(destination, provenance) -%}
        {%- set no_fault = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
        select
            '{{ destination.name }}' as destination,
            '{{ destination.mode }}' as export_mode,
            {{ text_literal(tojson(columns)) }} as file_columns,
            {{ text_literal(tojson(destination.file)) }} as file_options,
            {{ text_literal(fault) if fault else no_fault }} as fault
        union all

    {% endfor -%}
    select
        'lake' as destination,
        'lake' as export_mode,
        {{ text_literal(tojson(lake)) }} as file_columns,
        cast(null as {{ dbt.type_string() }}) as file_options,
        cast(null as {{ dbt.type_string() }}) as fault
)

select * from final
