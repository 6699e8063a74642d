{% macro submitted_rows(class, staging_models) -%}
    {%- if var('input_dir') -%}
        select * from {{ ref('int_' ~ class ~ '__read') }}
    {%- else -%}
        {%- set declared = canonical_columns(class) -%}
        {%- for name in staging_models -%}
            {%- set relation = ref(name) -%}
            {%- set found = [] -%}
            {%- if execute -%}
                {%- set found = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
            {%- endif -%}
            {%- set others = found | reject('in', declared) | list -%}
            select
                {% for column in declared -%}
                    {{ column if column in found else 'cast(null as ' ~ dbt.type_string() ~ ') as ' ~ column }},
                {% endfor -%}
                {% if others -%}
                    {{ json_text_object(zip(others, others)) }} as undeclared,
                {%- else -%}
                    cast(null as {{ dbt.type_string() }}) as undeclared,
                {%- endif %}
                cast(null as {{ dbt.type_string() }}) as read_error,
                cast(null as {{ dbt.type_string() }}) as raw_row
            from {{ relation }}
            {{ 'union all' if not loop.last }}
        {% endfor -%}
    {%- endif -%}
{%- endmacro %}
