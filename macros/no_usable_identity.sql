{% macro no_usable_identity() -%}
    {{ return((
        'no_usable_identity',
        'not has_usable_identity',
        found_value(
            'identities',
            "coalesce(identities, '')",
            'it should be an array with at least one identity that is not empty, blocked, too long, malformed or of a type that never links'
        ),
    )) }}
{%- endmacro %}
