{% macro _segment_sequence(rule, at, scope) -%}
    {%- do rule_keys(rule, ['sequence'], at, scope) -%}
    {%- if rule.sequence is string or rule.sequence is mapping or rule.sequence is not iterable or rule.sequence | length < 2 -%}
        {{ rule_error(scope, at, "found '" ~ rule.sequence ~ "'", 'list two steps at least, each with event:, in the order in which they happened') }}
    {%- endif -%}
    {%- set steps, event_types = [], [] -%}
    {%- for step in rule.sequence -%}
        {%- set place = at ~ '[' ~ loop.index0 ~ ']' -%}
        {%- if step is not mapping or 'event' not in step -%}
            {{ rule_error(scope, place, "found '" ~ step ~ "'", 'a step begins with event:') }}
        {%- endif -%}
        {%- do rule_keys(step, event_filter_keys() + ([] if loop.first else ['after', 'within']) + (['absent'] if loop.last else []), place, scope) -%}
        {%- if step.get('absent', true) is not true -%}
            {{ rule_error(scope, rule_place(place, 'absent'), "found '" ~ step.absent ~ "'", 'write true, or leave it out') }}
        {%- endif -%}
        {%- set gap = {} -%}
        {%- for side in ['after', 'within'] if side in step -%}
            {%- set gap_at = rule_place(place, side) -%}
            {%- set units = {'minutes': 1, 'hours': 60, 'days': 1440} -%}
            {%- if step[side] is not mapping or step[side] | length != 1 or step[side] | first not in units -%}
                {{ rule_error(scope, gap_at, "found '" ~ step[side] ~ "'", 'write a length such as {hours: 1}; units are minutes, hours and days') }}
            {%- endif -%}
            {%- set unit, count = step[side].items() | first -%}
            {%- do gap.update({side: units[unit] * rule_whole_number(count, unit, 36500 * 1440 // units[unit], rule_place(gap_at, unit), scope)}) -%}
        {%- endfor -%}
        {%- if gap.get('after', 0) >= gap.get('within', gap.get('after', 0) + 1) -%}
            {{ rule_error(scope, rule_place(place, 'after'), "found '" ~ step.after ~ "'", 'it should be shorter than within: nothing lies between') }}
        {%- endif -%}
        {%- do steps.append(dict(
            gap, condition=(rule_event_filter(step, place, scope) + rule_window(step, place, scope)) | join(' and '), is_absent='absent' in step
        )) -%}
        {%- do event_types.extend([step.event] if step.event is string else step.event) -%}
    {%- endfor -%}
    {%- set compiled = {'steps': steps, 'event_types': event_types} -%}
    {%- set column = 'sequence__' ~ local_md5(compiled | string) -%}
    {%- do scope.sequences.update({column: compiled}) -%}
    {{ return({'value': column, 'condition': column ~ ' is not null'}) }}
{%- endmacro %}
