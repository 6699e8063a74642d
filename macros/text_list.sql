{# Names as a list of SQL text literals. #}
{% macro text_list(names) -%}
    {%- for name in names -%}{{ dbt.string_literal(name) }}{{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}
