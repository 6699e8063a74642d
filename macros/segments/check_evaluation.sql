{% macro check_evaluation(sizes, clock) -%}
    {%- if sizes and flags.WHICH in ['build', 'run'] -%}
        {%- set last = run_query('select as_of, input_name from ' ~ sizes ~ ' order by as_of desc, input_name limit 1').rows | first -%}
        {%- set now = run_query('select as_of, input_name from ' ~ clock).rows | first -%}
        {%- if last and now.as_of < last.as_of or last and now.input_name != last.input_name -%}
            {{ exceptions.raise_compiler_error(
                sizes ~ ' remembers who was in which audience at ' ~ last.as_of ~ ' of ' ~ last.input_name ~ '; this build speaks for '
                ~ now.as_of ~ ' of ' ~ now.input_name ~ '. What once was is not rewritten. Build into another file: set DUCKDB_PATH.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
