{% macro consent_pairs(relation) -%}
    {%- set pairs = [] -%}
    {%- for purpose in consent_defaults() -%}
        {%- do pairs.append((purpose, relation ~ '.' ~ purpose ~ '_consent')) -%}
    {%- endfor -%}
    {{ return(pairs) }}
{%- endmacro %}
