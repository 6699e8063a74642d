{% macro check_was_evaluated(written, definitions) -%}
    {%- if execute and written and flags.WHICH in ['build', 'run'] and load_relation(definitions) -%}
        {%- set known = "select segment || ' ' || definition_hash from " ~ definitions
            ~ " where segment in (" ~ text_list(written | map(attribute='name')) ~ ")" -%}
        {%- set evaluated = run_query(known).columns[0].values() -%}
        {%- for definition in written if definition.name ~ ' ' ~ definition.hash not in evaluated -%}
            {{ rule_error(definition, '', 'the database holds the members of an earlier rule, or of none',
                'audiences are evaluated together: dbt build --select segment_evaluations+') }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
