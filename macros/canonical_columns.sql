{% macro canonical_columns(class) -%}
    {%- set columns = var('canonical_columns')[class] -%}
    {{ return(columns + (profile_attributes() | map(attribute='name') | list if class == 'profile_records' else [])) }}
{%- endmacro %}
