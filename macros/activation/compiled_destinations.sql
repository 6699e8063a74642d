{% macro compiled_destinations() -%}
    {%- if 'compiled_destinations' in graph -%}
        {{ return(graph.compiled_destinations) }}
    {%- endif -%}
    {%- set segments = compiled_segments() | map(attribute='name') | list -%}
    {%- set destinations = [] -%}
    {%- for node in graph.get('nodes', {}).values() | selectattr('resource_type', 'equalto', 'model') | sort(attribute='name')
        if node.fqn[1] == 'activation' and node.fqn[2] == 'destinations' -%}
        {%- if node.config.materialized != 'incremental' or node.config.full_refresh is not false or (node.schema, node.alias) != ('activation', node.name) -%}
            {{ rule_error({'subject': "destination '" ~ node.name ~ "' (" ~ node.original_file_path ~ ')'}, 'config',
                'it would forget what was sent', 'leave out materialized, full_refresh, alias and schema') }}
        {%- endif -%}
        {%- do destinations.append(destination_definition(node.name, node.original_file_path, node.raw_code, segments)) -%}
    {%- endfor -%}
    {%- do graph.update({'compiled_destinations': destinations}) if graph.get('nodes') -%}
    {{ return(destinations) }}
{%- endmacro %}
