{% macro segment() -%}
    {%- if caller is not defined -%}
        {{ exceptions.raise_compiler_error("segment() needs a block: write the rule between call and endcall tags.") }}
    {%- endif -%}
    {%- do check_was_evaluated(ref('segment_definitions'), model.name) -%}
    select profile_id
    from {{ ref('segment_evaluations') }}
    where in__{{ model.name }}
{%- endmacro %}
