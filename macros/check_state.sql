{% macro check_state() -%}
    {%- set advice = ' What was once predicted is not rewritten. Build into another file: set DUCKDB_PATH.' -%}
    {%- for name in ['ml_propensity__trained', 'ml_lifetime_value__trained', 'ml_affinity__trained'] if execute and flags.WHICH in ['build', 'run'] -%}
        {%- set state = adapter.get_relation(target.database, 'insights', name) -%}
        {%- if state -%}
            {%- do _check_versions(state, advice) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
