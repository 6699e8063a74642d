{% macro rule_window(rule, at, scope, moment_of_field=none) -%}
    {%- set moment = moment_of_field or 'event_at' -%}
    {%- set minutes_in = {'days': 1440, 'hours': 60, 'minutes': 1} -%}
    {%- set conditions, reach = [], {} -%}
    {%- for side, symbol, of_age in [('within', '>=', '<='), ('not_within', '<', '>')] -%}
        {%- for unit, minutes in minutes_in.items() if side ~ '_' ~ unit in rule -%}
            {%- set place = rule_place(at, side ~ '_' ~ unit) -%}
            {%- set count = rule_whole_number(rule[side ~ '_' ~ unit], unit, 36500 * 1440 // minutes, place, scope) -%}
            {%- if side in reach -%}
                {{ rule_error(scope, place, 'the window has two lengths', 'give one of them') }}
            {%- endif -%}
            {%- do reach.update({side: count * minutes}) -%}
            {%- if side == 'not_within' and reach.get('within', count * minutes + 1) <= count * minutes -%}
                {{ rule_error(scope, place, "found '" ~ count ~ "'",
                    'it should be shorter than the window that it is taken from: what lies within, but not in the last part of it') }}
            {%- endif -%}
            {#- Events bring how long ago they were: a thousand conditions need not count back from as_of for each of them. -#}
            {%- do conditions.append(
                moment ~ ' ' ~ symbol ~ ' as_of - to_' ~ unit ~ '(' ~ count ~ ')' if moment_of_field
                else 'microseconds_ago ' ~ of_age ~ ' ' ~ count * minutes * 60000000
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for key, operator in [('since', 'gte'), ('until', 'lte'), ('before', 'lt')] if key in rule -%}
        {%- do conditions.append(
            rule_comparison(moment, 'timestamp', operator, rule[key], rule_place(at, key), scope)
        ) -%}
    {%- endfor -%}
    {%- set ends = {} -%}
    {%- for key in ['since', 'until', 'before'] if key in rule and 'since' in rule -%}
        {%- set text = rule[key].isoformat() if rule[key].isoformat is defined else rule[key] | replace('Z', '+00:00') -%}
        {%- set end = modules.datetime.datetime.fromisoformat(text) -%}
        {#- A day that is given as the end is in it. -#}
        {%- set end = end.replace(hour=23, minute=59, second=59, microsecond=999999) if key == 'until' and text | length == 10 else end -%}
        {%- do ends.update({key: end if end.tzinfo else modules.pytz.utc.localize(end)}) -%}
    {%- endfor -%}
    {%- for key in ['until', 'before'] if key in ends and (ends.since > ends[key] or key == 'before' and ends.since == ends[key]) -%}
        {{ rule_error(scope, rule_place(at, key), "found '" ~ rule[key] ~ "', which is not after since", 'nothing lies between: give a later end') }}
    {%- endfor -%}
    {%- if 'during' in rule -%}
        {%- set periods = {'today': ('day', 0), 'yesterday': ('day', 1)} -%}
        {%- for unit in ['week', 'month', 'quarter', 'year'] -%}
            {%- do periods.update({'this_' ~ unit: (unit, 0), 'last_' ~ unit: (unit, 1)}) -%}
        {%- endfor -%}
        {%- if rule.during is not string or rule.during not in periods -%}
            {{ rule_error(scope, rule_place(at, 'during'), "found '" ~ rule.during ~ "'", allowed_names(rule.during, periods)) }}
        {%- endif -%}
        {%- set unit, ago = periods[rule.during] -%}
        {%- do conditions.append(moment ~ ' >= ' ~ local_period_start('as_of', unit, ago, business_time_zone())) -%}
        {%- do conditions.append(moment ~ ' < ' ~ local_period_start('as_of', unit, ago - 1, business_time_zone())) -%}
    {%- endif -%}
    {{ return(conditions) }}
{%- endmacro %}
