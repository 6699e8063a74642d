{% macro _segment_field(rule, at, scope) -%}
    {%- if rule.field is not string or rule.field not in scope.fields -%}
        {{ rule_error(scope, rule_place(at, 'field'), "'" ~ rule.field ~ "' is not a field of the profile",
            allowed_names(rule.field, scope.fields | sort)) }}
    {%- endif -%}
    {%- set type = scope.fields[rule.field] -%}
    {%- set windows = ['within_days', 'not_within_days', 'in_next_days', 'during']
        + (['within_hours', 'within_minutes', 'not_within_hours', 'not_within_minutes'] if type == 'timestamp' else []) -%}
    {%- if type in ['date', 'timestamp'] and windows | select('in', rule) | list -%}
        {%- do rule_keys(rule, ['field'] + windows, at, scope) -%}
        {%- set behind = windows | reject('in', ['in_next_days', 'during']) | select('in', rule) | list -%}
        {%- if 'in_next_days' in rule and behind -%}
            {{ rule_error(scope, at, 'found both in_next_days and ' ~ behind[0], 'give one; for either of them, write two rules under any:') }}
        {%- endif -%}
        {{ return({
            'value': rule.field,
            'condition': _segment_field_window(rule, type, at, scope),
            'days_ago': '-' ~ days_from_today(rule.field, 'as_of', business_time_zone()) if type == 'date' else days_between(rule.field, 'as_of'),
        }) }}
    {%- endif -%}
    {%- set operators = rule | reject('in', ['field', 'ignore_case']) | list -%}
    {%- if operators | length != 1 -%}
        {{ rule_error(scope, rule_place(at, 'field'), "'" ~ rule.field ~ "' has " ~ operators | length ~ ' operators',
            'give exactly one; for two, write two rules under all:') }}
    {%- endif -%}
    {%- set allowed = rule_operators(type) + (windows if type in ['date', 'timestamp'] else []) -%}
    {%- if operators[0] not in allowed -%}
        {{ rule_error(scope, rule_place(at, operators[0]), "'" ~ operators[0] ~ "' is not an operator for a " ~ type.replace('_', ' '),
            allowed_names(operators[0], allowed)) }}
    {%- endif -%}
    {%- set place = rule_place(at, operators[0]) -%}
    {%- set clause = _segment_compared(rule.field, type, rule, place, scope) -%}
    {%- if operators[0] in ['eq', 'ne', 'in', 'not_in', 'gt', 'gte', 'lt', 'lte', 'between'] and not rule.ignore_case -%}
        {%- do check_possible(operators[0], rule[operators[0]], scope.possible.get(rule.field), place, scope) -%}
    {%- endif -%}
    {{ return(clause) }}
{%- endmacro %}
