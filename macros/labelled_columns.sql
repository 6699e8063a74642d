{% macro labelled_columns() -%}
    {%- set found = [] -%}
    {%- for node in graph.get('nodes', {}).values() if node.resource_type == 'model' and node.fqn[1] in ['staging', 'input', 'profile'] -%}
        {%- for column in node.columns.values() -%}
            {%- set usage = column.meta.usage or [] -%}
            {%- do found.append(column.name) if no_data_science() in (usage.split() if usage is string else usage) -%}
        {%- endfor -%}
    {%- endfor -%}
    {#- One tells the other. -#}
    {%- do found.extend(['revenue', 'reporting_revenue']) if 'revenue' in found or 'reporting_revenue' in found -%}
    {{ return(found) }}
{%- endmacro %}
