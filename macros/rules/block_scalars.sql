{% macro block_scalars(node) -%}
    {%- set scalars = [] -%}
    {%- if node is mapping -%}
        {%- for key, value in node.items() -%}
            {%- do scalars.append(key) -%}
            {%- do scalars.extend(block_scalars(value)) -%}
        {%- endfor -%}
    {%- elif node is iterable and node is not string -%}
        {%- for value in node -%}
            {%- do scalars.extend(block_scalars(value)) -%}
        {%- endfor -%}
    {%- elif node is not none -%}
        {%- do scalars.append(node) -%}
    {%- endif -%}
    {{ return(scalars) }}
{%- endmacro %}
