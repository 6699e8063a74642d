{% macro _computed_attribute_condition(declared, fields, scope) -%}
    {%- set conditions = [] -%}
    {%- if 'event' in declared -%}
        {%- set types = [declared.event] if declared.event is string else declared.event -%}
        {%- do conditions.append(rule_comparison('event_type', 'text', 'in', types, 'event', scope)) -%}
    {%- endif -%}
    {%- for key, symbol in [('within_days', '>='), ('not_within_days', '<')] if key in declared -%}
        {%- set days = declared[key] -%}
        {%- if days is boolean or days is not integer or days < 1 or days > 36500 -%}
            {{ rule_error(scope, key, "found '" ~ days ~ "'", 'give a whole number of days from 1 to 36500') }}
        {%- endif -%}
        {%- do conditions.append('event_at ' ~ symbol ~ ' as_of - to_days(' ~ days ~ ')') -%}
    {%- endfor -%}
    {%- if 'within_days' in declared and declared.get('not_within_days', 0) >= declared.within_days -%}
        {{ rule_error(scope, 'not_within_days', "found '" ~ declared.not_within_days ~ "'",
            'it should be less than within_days: what lies in the last ' ~ declared.within_days
            ~ ' days, but not in the last few of them') }}
    {%- endif -%}
    {%- for key, operator in [('since', 'gte'), ('until', 'lte')] if key in declared -%}
        {%- do conditions.append(rule_comparison('event_at', 'timestamp', operator, declared[key], key, scope)) -%}
    {%- endfor -%}
    {%- set where = declared.get('where') or {} -%}
    {%- if where is not mapping -%}
        {{ rule_error(scope, 'where', "found '" ~ where ~ "'", 'write a mapping such as {channel: {eq: web}}') }}
    {%- endif -%}
    {%- for field, comparison in where.items() -%}
        {%- set at = 'where.' ~ field -%}
        {%- if field not in fields -%}
            {{ rule_error(scope, at, "'" ~ field ~ "' is not a column of an event", 'allowed are ' ~ fields | sort | join(', ')) }}
        {%- endif -%}
        {%- if comparison is not mapping or comparison | length != 1 -%}
            {{ rule_error(scope, at, "found '" ~ comparison ~ "'", 'give one comparison such as {eq: web}') }}
        {%- endif -%}
        {%- set operator = comparison | first -%}
        {%- do conditions.append(
            rule_comparison(field, fields[field], operator, comparison[operator], at ~ '.' ~ operator, scope)
        ) -%}
    {%- endfor -%}
    {{ return(conditions | join(' and ') or 'true') }}
{%- endmacro %}
