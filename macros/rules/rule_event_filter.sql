{% macro rule_event_filter(rule, at, scope) -%}
    {%- set fields = scope.event_fields or event_fields() -%}
    {%- set conditions = [] -%}
    {%- if 'event' in rule -%}
        {%- set types = [rule.event] if rule.event is string else rule.event -%}
        {%- if types is not sequence or types is mapping or not types or types | reject('string') | list or '' in types -%}
            {{ rule_error(
                scope, rule_place(at, 'event'), "found '" ~ rule.event ~ "'", 'write a type of event such as purchase, or a list of them'
            ) }}
        {%- endif -%}
        {%- do conditions.append(rule_comparison('event_type', 'text', 'in', types, rule_place(at, 'event'), scope)) -%}
    {%- endif -%}
    {%- set where = rule.get('where', {}) -%}
    {%- set where_at = rule_place(at, 'where') -%}
    {%- if where is not mapping or 'where' in rule and not where -%}
        {{ rule_error(scope, where_at, "found '" ~ where ~ "'", 'write a mapping such as {channel: {eq: web}}') }}
    {%- endif -%}
    {%- for field, comparison in where.items() -%}
        {%- set place = rule_place(where_at, field) -%}
        {%- if field not in fields -%}
            {{ rule_error(scope, place, "'" ~ field ~ "' is not a column of an event", allowed_names(field, fields | sort)) }}
        {%- endif -%}
        {%- set operator, value, ignore_case = rule_one_comparison(comparison, '{eq: web}', place, scope) -%}
        {%- do conditions.append(
            rule_comparison(field, fields[field], operator, value, rule_place(place, operator), scope, ignore_case)
        ) -%}
    {%- endfor -%}
    {{ return(conditions) }}
{%- endmacro %}
