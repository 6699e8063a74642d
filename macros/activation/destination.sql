{% macro destination() -%}
    {%- if caller is not defined -%}
        {{ exceptions.raise_compiler_error("destination() needs a block: write the declaration between call and endcall tags.") }}
    {%- endif -%}
    {%- set candidates, profiles, clock = ref('export_candidates'), ref('customer_profiles'), ref('build_clock') -%}
    {%- set provenance = data_provenance(provenance_sources()) -%}
    {%- set destination = compiled_destinations() | selectattr('name', 'equalto', model.name) | first -%}
    {%- if execute and destination -%}
        {%- set fault = destination_fault(destination, provenance) -%}
        {%- if fault -%}
            {{ exceptions.raise_compiler_error(destination.subject ~ ': ' ~ fault ~ '.') }}
        {%- endif -%}
        {{ destination_changes(destination, candidates, profiles, clock) }}
    {%- else -%}
        select * from {{ candidates }}
    {%- endif -%}
{%- endmacro %}
