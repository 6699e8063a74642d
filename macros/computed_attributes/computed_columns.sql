{% macro computed_columns() -%}
    {%- set columns = [] -%}
    {%- for attribute in computed_attributes() -%}
        {%- set added = [{'name': attribute.name, 'type': 'number' if attribute.type == 'count' else attribute.type, 'description': attribute.description}] -%}
        {%- if attribute.function in ['most_recent', 'first'] -%}
            {%- do added.append({
                'name': attribute.name ~ '_at', 'type': 'timestamp', 'description': 'Time of the event of ' ~ attribute.name ~ ', UTC',
            }) -%}
        {%- endif -%}
        {%- for column in added if column.name in columns | map(attribute='name') -%}
            {{ rule_error({'subject': "computed_attributes: '" ~ attribute.name ~ "'"}, '',
                "two of them have the column '" ~ column.name ~ "'", 'rename one; most_recent and first have a second column, <name>_at') }}
        {%- endfor -%}
        {%- do columns.extend(added) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
