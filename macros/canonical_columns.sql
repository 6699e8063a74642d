{# The columns of a canonical class, in order; those of records end with the declared attributes. #}
{% macro canonical_columns(class) -%}
    {%- set columns = var('canonical_columns')[class] -%}
    {{ return(columns + (profile_attributes() | map(attribute='name') | list if class == 'profile_records' else [])) }}
{%- endmacro %}
