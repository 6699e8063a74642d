{% macro labelled_columns() -%}
    {%- set found, canonical = [], var('canonical_columns').values() | sum(start=[]) + profile_attributes() | map(attribute='name') | list -%}
    {%- for node in graph.get('nodes', {}).values() if node.resource_type == 'model' and node.fqn[1] in ['staging', 'input', 'profile'] -%}
        {%- for column in node.columns.values() if column.meta.usage -%}
            {%- set usage = modules.re.split('[\\s,;]+', column.meta.usage) if column.meta.usage is string else column.meta.usage -%}
            {%- set scope = {'subject': node.name ~ '.' ~ column.name ~ ', usage in its description'} -%}
            {%- for word in declared_labels({'labels': usage}, scope) -%}
                {%- if word == no_data_science() and node.fqn[1] == 'staging' and column.name | lower not in canonical -%}
                    {{ rule_error(scope, '', "'" ~ column.name ~ "' is no column of a canonical class", 'label the column that it becomes') }}
                {%- elif word == no_data_science() -%}
                    {%- do found.append(column.name | lower) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {#- What is made of a column is kept from models with it. -#}
    {%- set of_properties = event_properties() | map(attribute='name') | list -%}
    {%- for column, made in {
        'revenue': ['reporting_revenue'], 'reporting_revenue': ['revenue'], 'order_id': ['order_key'], 'properties': of_properties,
        'category': ['category_path'],
    }.items() if column in found -%}
        {%- do found.extend(made) -%}
    {%- endfor -%}
    {{ return(found | unique | sort) }}
{%- endmacro %}
