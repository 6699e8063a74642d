{% macro segment() -%}
    {%- if caller is not defined -%}
        {{ exceptions.raise_compiler_error("segment() needs a block: write the rule between call and endcall tags.") }}
    {%- endif -%}
    {%- set definitions = ref('segment_definitions') -%}
    {%- if execute and flags.WHICH in ['build', 'run'] and 'model.profile_enrichment.segment_definitions' not in selected_resources
        and load_relation(definitions) -%}
        {%- set evaluated = run_query(
            'select definition_hash from ' ~ definitions ~ " where segment = '" ~ model.name ~ "'"
        ).columns[0].values() -%}
        {%- set written = compiled_segments() | selectattr('name', 'equalto', model.name) | first -%}
        {%- if written.hash not in evaluated -%}
            {{ rule_error({'subject': "segment '" ~ model.name ~ "' (" ~ model.original_file_path ~ ')'}, '',
                'the database holds the members of an earlier rule, or of none',
                'audiences are evaluated together: dbt build --select segment_evaluations+') }}
        {%- endif -%}
    {%- endif -%}
    select profile_id
    from {{ ref('segment_evaluations') }}
    where in__{{ model.name }}
{%- endmacro %}
