{% macro lake_relations() -%}
    {%- set allowed = ['insight_scores', 'category_affinities', 'product_affinities', 'content_affinities'] -%}
    {%- set found = var('lake') or [] -%}
    {%- for name in found if found is string or name not in allowed -%}
        {{ exceptions.raise_compiler_error("lake: found '" ~ (found if found is string else name) ~ "'. Write a list of " ~ allowed | join(', ') ~ '.') }}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
