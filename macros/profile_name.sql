{% macro profile_name(namespace, identity_value) -%}
    left({{ sha256_text(
        text_literal(var('id_salt') | string | length ~ ':' ~ var('id_salt'))
        ~ " || length(" ~ namespace ~ ") || ':' || " ~ namespace
        ~ " || length(" ~ identity_value ~ ") || ':' || " ~ identity_value
    ) }}, 32)
{%- endmacro %}
