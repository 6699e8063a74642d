{% macro text_list(names) -%}
    {%- for name in names -%}{{ text_literal(name) }}{{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}
