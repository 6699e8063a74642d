{% macro segment() -%}
    {%- if caller is not defined -%}
        {{ exceptions.raise_compiler_error("segment() needs a block: write the rule between call and endcall tags.") }}
    {%- endif -%}
    {#- dbt renders disabled files too; their rules may ask for what this business has not declared. -#}
    {%- if model.config.enabled -%}
        {%- set definition = segment_definition(model.name, model.original_file_path, model.raw_code) -%}
        {%- for name in definition.segments -%}
            {%- do ref(name) -%}
        {%- endfor -%}
    {%- endif -%}
    select profile_id
    from {{ ref('segment_membership') }}
    where
        segment = '{{ model.name }}'
        and status = 'realized'
{%- endmacro %}
