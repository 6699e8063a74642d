{% macro sent_identity(column, value) -%}
    {%- if column.is_hashed -%}
        {{ sha256_text('lower(' ~ trimmed_text(value) ~ ')') }}
    {%- else -%}
        {{ value }}
    {%- endif -%}
{%- endmacro %}
