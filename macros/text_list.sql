{% macro text_list(names) -%}
    {%- for name in names -%}{{ dbt.string_literal(name) }}{{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}
