{% macro nearest_name(found, names, least=0.3) -%}
    {%- set text = ' ' ~ found ~ ' ' -%}
    {%- set nearest = namespace(name=none, likeness=least) -%}
    {%- for name in names | sort -%}
        {%- set other = ' ' ~ name ~ ' ' -%}
        {%- set shared = namespace(pairs=0) -%}
        {%- for at in range(text | length - 1) if text[at:at + 2] in other -%}
            {%- set shared.pairs = shared.pairs + 1 -%}
        {%- endfor -%}
        {%- set likeness = 2 * shared.pairs / (text | length + other | length) -%}
        {%- if likeness > nearest.likeness -%}
            {%- set nearest.name, nearest.likeness = name, likeness -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(nearest.name) }}
{%- endmacro %}
