{% macro no_usable_identity(needed='true') -%}
    {{ return((
        'no_usable_identity',
        needed ~ ' and not has_usable_identity',
        found_value(
            'identities',
            "coalesce(identities, '')",
            'it should be an array with at least one identity that is not empty, blocked, too long, malformed or of a type that never links'
        ),
    )) }}
{%- endmacro %}
