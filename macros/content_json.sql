{% macro content_json(class, source=none, others=[]) -%}
    {%- set pairs = [] -%}
    {%- for column in canonical_columns(class) + others -%}
        {%- do pairs.append((column, source ~ "['" ~ column ~ "']" if source else column)) -%}
    {%- endfor -%}
    {{ return(json_text_object(pairs)) }}
{%- endmacro %}
