{% macro _segment_reference(rule, at, scope) -%}
    {%- do rule_keys(rule, ['segment', 'entered', 'left'], rule_place(at, 'segment'), scope) -%}
    {%- if rule.segment is not string or rule.segment not in scope.known_segments -%}
        {{ rule_error(scope, rule_place(at, 'segment'), "'" ~ rule.segment ~ "' is not a segment of this build",
            allowed_names(rule.segment, scope.known_segments | sort)) }}
    {%- endif -%}
    {%- set changes = ['entered', 'left'] | select('in', rule) | list -%}
    {%- if not changes -%}
        {%- do scope.segments.setdefault(rule.segment, rule_place(at, 'segment')) -%}
        {{ return({'value': 'in__' ~ rule.segment, 'condition': 'in__' ~ rule.segment}) }}
    {%- elif changes | length > 1 -%}
        {{ rule_error(scope, at, 'found both entered and left', 'give one; for two, write two rules under all:') }}
    {%- endif -%}
    {%- set change = changes[0] -%}
    {%- set place = rule_place(at, change) -%}
    {%- set column = change ~ '__' ~ rule.segment -%}
    {%- if rule[change] is not mapping or not rule[change] -%}
        {{ rule_error(scope, place, "found '" ~ rule[change] ~ "'", 'write a window such as {within_days: 7}') }}
    {%- endif -%}
    {%- do rule_keys(rule[change], window_keys(), place, scope) -%}
    {%- do scope.changes.update({column: {'segment': rule.segment, 'change': change}}) -%}
    {{ return({
        'value': column, 'condition': 'coalesce(' ~ rule_window(rule[change], place, scope, column) | join(' and ') ~ ', false)',
    }) }}
{%- endmacro %}
