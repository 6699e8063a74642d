{% macro max_graph_identities() -%}
    {%- set limit = var('max_graph_identities') -%}
    {%- if limit is boolean or limit is not integer or limit < 1 -%}
        {{ exceptions.raise_compiler_error(
            "max_graph_identities: found '" ~ limit ~ "'; give a whole number from 1."
        ) }}
    {%- endif -%}
    {{ return(limit) }}
{%- endmacro %}
