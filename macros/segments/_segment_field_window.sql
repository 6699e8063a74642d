{% macro _segment_field_window(rule, type, at, scope) -%}
    {%- set next_days = rule_whole_number(rule.get('in_next_days', 1), 'days', 36500, rule_place(at, 'in_next_days'), scope) -%}
    {%- if type == 'timestamp' -%}
        {%- set conditions = rule_window(rule, at, scope, rule.field) -%}
        {%- if 'in_next_days' in rule -%}
            {%- do conditions.append(rule.field ~ ' >= as_of and ' ~ rule.field ~ ' <= as_of + to_days(' ~ next_days ~ ')') -%}
        {%- elif rule.keys() | reject('in', ['field', 'during']) | list -%}
            {%- do conditions.append(rule.field ~ ' < as_of') -%}
        {%- endif -%}
    {%- else -%}
        {%- set days = days_from_today(rule.field, 'as_of', business_time_zone()) -%}
        {#- The lengths are checked where those of moments are; days are whole days of the calendar. -#}
        {%- do rule_window(rule, at, scope) -%}
        {%- set conditions = rule_window({'during': rule.during}, at, scope, local_midnight(rule.field, business_time_zone())) if 'during' in rule else [] -%}
        {%- for key, condition in [
            ('within_days', ' between -' ~ rule.within_days ~ ' and 0'), ('not_within_days', ' < -' ~ rule.not_within_days),
            ('in_next_days', ' between 0 and ' ~ next_days),
        ] if key in rule -%}
            {%- do conditions.append(days ~ condition) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return('coalesce(' ~ conditions | join(' and ') ~ ', false)') }}
{%- endmacro %}
