{% macro computed_columns() -%}
    {%- set columns = {} -%}
    {%- for attribute in computed_attributes() -%}
        {%- set added = {attribute.name: attribute.type} -%}
        {%- if attribute.function in ['most_recent', 'first'] -%}
            {%- do added.update({attribute.name ~ '_at': 'timestamp'}) -%}
        {%- endif -%}
        {%- for name in added if name in columns -%}
            {{ rule_error({'subject': "computed_attributes: '" ~ attribute.name ~ "'"}, '',
                "two of them have the column '" ~ name ~ "'", 'rename one; most_recent and first have a second column, <name>_at') }}
        {%- endfor -%}
        {%- do columns.update(added) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
