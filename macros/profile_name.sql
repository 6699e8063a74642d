{% macro profile_name(namespace, identity_value) -%}
    left({{ sha256_text(
        dbt.string_literal(var('id_salt') | length ~ ':' ~ dbt.escape_single_quotes(var('id_salt')))
        ~ " || length(" ~ namespace ~ ") || ':' || " ~ namespace
        ~ " || length(" ~ identity_value ~ ") || ':' || " ~ identity_value
    ) }}, 32)
{%- endmacro %}
