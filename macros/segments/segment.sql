{% macro segment() -%}
    {%- if caller is not defined -%}
        {{ exceptions.raise_compiler_error("segment() needs a block: write the rule between call and endcall tags.") }}
    {%- endif -%}
    {%- set definitions = ref('segment_definitions') -%}
    {%- if execute and 'model.profile_enrichment.segment_definitions' not in selected_resources -%}
        {%- do check_was_evaluated(compiled_segments() | selectattr('name', 'equalto', model.name) | list, definitions) -%}
    {%- endif -%}
    select profile_id
    from {{ ref('segment_evaluations') }}
    where in__{{ model.name }}
{%- endmacro %}
