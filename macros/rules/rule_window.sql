{% macro rule_window(rule, at, scope) -%}
    {%- set minutes_in = {'days': 1440, 'hours': 60, 'minutes': 1} -%}
    {%- set conditions, reach = [], {} -%}
    {%- for side, symbol in [('within', '>='), ('not_within', '<')] -%}
        {%- for unit, minutes in minutes_in.items() if side ~ '_' ~ unit in rule -%}
            {%- set place = rule_place(at, side ~ '_' ~ unit) -%}
            {%- set count = rule[side ~ '_' ~ unit] -%}
            {%- set most = 36500 * 1440 // minutes -%}
            {%- if count is boolean or count is not integer or count < 1 or count > most -%}
                {{ rule_error(scope, place, "found '" ~ count ~ "'", 'give a whole number of ' ~ unit ~ ' from 1 to ' ~ most) }}
            {%- elif side in reach -%}
                {{ rule_error(scope, place, 'the window has two lengths', 'give one of them') }}
            {%- endif -%}
            {%- do reach.update({side: count * minutes}) -%}
            {%- if side == 'not_within' and reach.get('within', count * minutes + 1) <= count * minutes -%}
                {{ rule_error(scope, place, "found '" ~ count ~ "'",
                    'it should be shorter than the window that it is taken from: what lies within, but not in the last part of it') }}
            {%- endif -%}
            {%- do conditions.append('event_at ' ~ symbol ~ ' as_of - to_' ~ unit ~ '(' ~ count ~ ')') -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for key, operator in [('since', 'gte'), ('until', 'lte')] if key in rule -%}
        {%- do conditions.append(
            rule_comparison('event_at', 'timestamp', operator, rule[key], rule_place(at, key), scope)
        ) -%}
    {%- endfor -%}
    {{ return(conditions) }}
{%- endmacro %}
