{% macro unreadable_identities(needed='true') -%}
    {{ return((
        'unparseable_identities',
        needed ~ ' and not ' ~ json_is_valid('identities'),
        found_value('identities', 'identities', 'it should be JSON such as [{"namespace": "email", "id": "a@b.c"}]'),
    )) }}
{%- endmacro %}
