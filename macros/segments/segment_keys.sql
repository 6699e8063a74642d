{% macro segment_keys(node) -%}
    {%- set keys = [] -%}
    {%- if node is mapping -%}
        {%- for key, value in node.items() -%}
            {%- do keys.append(key | string) -%}
            {%- do keys.extend(segment_keys(value)) -%}
        {%- endfor -%}
    {%- elif node is iterable and node is not string -%}
        {%- for value in node -%}
            {%- do keys.extend(segment_keys(value)) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(keys) }}
{%- endmacro %}
