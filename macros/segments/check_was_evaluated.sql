{% macro check_was_evaluated(written, definitions) -%}
    {%- if execute and flags.WHICH in ['build', 'run'] and load_relation(definitions) -%}
        {%- set evaluated = run_query("select segment || ' ' || definition_hash from " ~ definitions).columns[0].values() -%}
        {%- for definition in written if definition.name ~ ' ' ~ definition.hash not in evaluated -%}
            {{ rule_error(definition, '', 'the database holds the members of an earlier rule, or of none',
                'audiences are evaluated together: dbt build --select segment_evaluations+') }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
