{% macro compiled_segments() -%}
    {%- set waiting = {} -%}
    {%- for node in graph.get('nodes', {}).values() if node.resource_type == 'model' and node.fqn[1] == 'segments' -%}
        {%- do waiting.update({node.name: segment_definition(node.name, node.original_file_path, node.raw_code)}) -%}
    {%- endfor -%}
    {%- set ordered = [] -%}
    {%- for round in range(waiting | length) -%}
        {%- for name in waiting | sort -%}
            {%- if waiting[name].segments | select('in', waiting) | list | length == 0 -%}
                {%- do ordered.append(waiting.pop(name)) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(ordered) }}
{%- endmacro %}
