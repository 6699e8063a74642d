{% macro _check_versions(state, advice) -%}
    {%- set columns = adapter.get_columns_in_relation(state) | map(attribute='name') | list -%}
    {%- set missing = ['input_name', 'trained_at'] | reject('in', columns) | list -%}
    {%- if missing -%}
        {{ exceptions.raise_compiler_error(
            state.schema ~ '.' ~ state.identifier ~ ' lacks ' ~ missing | join(', ')
            ~ ': another version of the project wrote it.' ~ advice
        ) }}
    {%- endif -%}
    {%- set name = input_name() -%}
    {%- set others = run_query(
        'select distinct input_name from ' ~ state ~ ' where input_name != ' ~ text_literal(name) ~ ' order by all'
    ) -%}
    {%- if others -%}
        {{ exceptions.raise_compiler_error(
            "this build reads '" ~ name ~ "', but the database holds models that were trained on '" ~ others[0][0] ~ "'."
            ~ advice ~ ' If it is the same business in another directory, give it one name: the variable input_name.'
        ) }}
    {%- endif -%}
    {%- set as_of = declared_moment('as_of') -%}
    {%- if as_of -%}
        {%- set newer = run_query(
            'select max(trained_at) from ' ~ state ~ ' having max(trained_at) > ' ~ as_of
        ) -%}
        {%- if newer -%}
            {{ exceptions.raise_compiler_error(
                'this build speaks for ' ~ var('as_of') ~ ', but the database already holds a model that was trained for '
                ~ newer[0][0] ~ '.' ~ advice
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
