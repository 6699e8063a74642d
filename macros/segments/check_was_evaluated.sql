{% macro check_was_evaluated(definitions, only=none) -%}
    {%- set together = ['model.profile_enrichment.segment_evaluations', 'model.profile_enrichment.segment_definitions'] -%}
    {%- if execute and flags.WHICH in ['build', 'run'] and together | reject('in', selected_resources) | list and load_relation(definitions) -%}
        {%- set evaluated = run_query("select segment || ' ' || definition_hash from " ~ definitions
            ~ (" where segment = '" ~ only ~ "'" if only else '')).columns[0].values() -%}
        {%- for definition in compiled_segments()
            if only in [none, definition.name] and definition.name ~ ' ' ~ definition.hash not in evaluated -%}
            {{ rule_error(definition, '', 'the database holds the members of an earlier rule, or of none',
                'audiences are evaluated together: dbt build --select segment_evaluations+') }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
