{% macro names_asked_for(column, asked) -%}
    {% for name, asked_by in asked | unique -%}
        select
            {{ text_literal(name) }} as {{ column }},
            {{ text_literal(asked_by) }} as asked_by
        union all
    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as {{ column }},
        cast(null as {{ dbt.type_string() }}) as asked_by
    where false
{%- endmacro %}
