{% macro compiled_segments() -%}
    {%- set nodes = graph.get('nodes', {}).values() | selectattr('resource_type', 'equalto', 'model')
        | selectattr('fqn.1', 'equalto', 'segments') | list -%}
    {%- set names = nodes | map(attribute='name') | list -%}
    {%- set waiting = {} -%}
    {%- for node in nodes -%}
        {%- if (node.schema, node.alias) != ('segments', node.name) -%}
            {{ rule_error({'subject': "segment '" ~ node.name ~ "' (" ~ node.original_file_path ~ ')'}, '',
                'its view would be ' ~ node.schema ~ '.' ~ node.alias, 'leave out alias and schema: it is segments.' ~ node.name) }}
        {%- endif -%}
        {%- do waiting.update({node.name: segment_definition(node.name, node.original_file_path, node.raw_code, names)}) -%}
    {%- endfor -%}
    {%- set ordered = [] -%}
    {%- for round in range(names | length) -%}
        {%- for name in waiting | sort -%}
            {%- if waiting[name].segments | select('in', waiting) | list | length == 0 -%}
                {%- do ordered.append(waiting.pop(name)) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if waiting -%}
        {%- do _segment_circle(waiting) -%}
    {%- endif -%}
    {{ return(ordered) }}
{%- endmacro %}
