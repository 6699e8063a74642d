{% macro segment() -%}
    {%- if caller is not defined -%}
        {{ exceptions.raise_compiler_error("segment() needs a block: write the rule between call and endcall tags.") }}
    {%- endif -%}
    select profile_id
    from {{ ref('segment_membership') }}
    where
        segment = '{{ model.name }}'
        and status = 'realized'
{%- endmacro %}
