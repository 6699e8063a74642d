{% macro declared_event(rule, name, role, at, scope) -%}
    {%- set types = [rule.event] if rule.event is string else rule.event -%}
    {%- if types is mapping or types is not iterable or not types or types | reject('string') | list -%}
        {{ rule_error(scope, rule_place(at, 'event'), "found '" ~ rule.get('event', '') ~ "'",
            'write a type of event such as purchase, or a list of types') }}
    {%- endif -%}
    {%- set asked = {'event': types | list} -%}
    {%- do asked.update({'where': rule.where}) if 'where' in rule -%}
    {%- set conditions = rule_event_filter(asked, at, scope) -%}
    {%- for field, comparison in asked.get('where', {}).items() if 'anniversary_within_days' in comparison -%}
        {{ rule_error(scope, rule_place(at, 'where.' ~ field), "found 'anniversary_within_days'",
            'an event is judged by itself, whatever the day that is asked from: compare with a value') }}
    {%- endfor -%}
    {%- set labelled = unlearnable_fields() if 'where' in rule else [] -%}
    {%- for field in asked.get('where', {}) if field in labelled -%}
        {{ rule_error(scope, rule_place(at, 'where.' ~ field), "'" ~ field ~ "' has the label " ~ no_data_science(),
            'models may not learn from it: leave it out, or take the label away') }}
    {%- endfor -%}
    {{ return({
        'types': types | list,
        'key': types | first if types | length == 1 and 'where' not in rule else tojson(asked, sort_keys=true),
        'mark': name ~ '.' ~ role if 'where' in rule else '',
        'condition': conditions | join(' and '),
        'in_words': types | join(' or ') ~ (' where ' ~ conditions_in_words(asked.where) | join(' and ') if 'where' in rule else ''),
        'asked': asked_event_columns(asked),
    }) }}
{%- endmacro %}
