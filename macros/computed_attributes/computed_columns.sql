{% macro computed_columns() -%}
    {%- set columns = {} -%}
    {%- for attribute in computed_attributes() -%}
        {%- do columns.update({attribute.name: attribute.type}) -%}
        {%- if attribute.function in ['most_recent', 'first'] -%}
            {%- do columns.update({attribute.name ~ '_at': 'timestamp'}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
