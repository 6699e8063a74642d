{% macro identity_stitching() -%}
    {%- if var('identity_stitching') not in ['graph', 'none'] -%}
        {{ exceptions.raise_compiler_error(
            "identity_stitching: found '" ~ var('identity_stitching') ~ "'; allowed are graph (identities that occur together"
            ~ " are one person) and none (every identity is a profile of its own)."
        ) }}
    {%- endif -%}
    {{ return(var('identity_stitching')) }}
{%- endmacro %}
