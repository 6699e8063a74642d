{% macro check_variables() -%}
    {%- set known = var('known_variables') -%}
    {%- for name in invocation_args_dict.vars if name not in known -%}
        {%- set nearest = nearest_name(name, known) -%}
        {{ exceptions.raise_compiler_error(
            "--vars: '" ~ name ~ "' is not a variable" ~ ('; the nearest is ' ~ nearest if nearest else '')
            ~ '. They stand in dbt_project.yml under vars; declare it there if it is one of yours.'
        ) }}
    {%- endfor -%}
{%- endmacro %}
