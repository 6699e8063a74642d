{% macro predictions() -%}
    {%- set found = [] -%}
    {%- set declarations = var('predictions') or {} -%}
    {%- if declarations is not mapping -%}
        {{ rule_error({'subject': 'predictions'}, '', "found '" ~ declarations ~ "'", 'write a mapping from a name to what is foretold') }}
    {%- endif -%}
    {%- set taken = value_insights() | map(attribute='name') | list + ['category_affinity', 'product_affinity', 'content_affinity'] -%}
    {%- for name, declared in declarations.items() -%}
        {%- set scope = {'subject': "predictions: '" ~ name ~ "'"} -%}
        {%- if name is not string or not modules.re.fullmatch('[a-z][a-z0-9_]*', name) -%}
            {{ rule_error(scope, '', 'it is no name', 'use lower-case letters, digits and underscores') }}
        {%- elif name in taken -%}
            {{ rule_error(scope, '', 'it is the name of another insight', 'choose another one') }}
        {%- elif declared is not mapping -%}
            {{ rule_error(scope, '', "found '" ~ declared ~ "'", 'write a mapping such as {event: purchase, outcome: absent, window_days: 90}') }}
        {%- endif -%}
        {%- do rule_keys(declared, ['event', 'where', 'outcome', 'window_days', 'eligible', 'excluded', 'description', 'labels'], '', scope) -%}
        {%- if declared.outcome not in ['present', 'absent'] -%}
            {{ rule_error(scope, 'outcome', "found '" ~ declared.get('outcome', '') ~ "'", 'allowed are present, absent') }}
        {%- endif -%}
        {%- set events = {
            'outcome': declared_event(declared, name, 'outcome', '', scope), 'eligible': none, 'excluded': none,
        } -%}
        {%- set window_days = rule_whole_number(declared.window_days, 'days', 3650, 'window_days', scope) -%}
        {%- for role in ['eligible', 'excluded'] if declared.get(role) is not none -%}
            {%- set people = declared[role] -%}
            {%- if people is not mapping -%}
                {{ rule_error(scope, role, "found '" ~ people ~ "'", 'write a mapping such as {event: purchase, within_days: 180}') }}
            {%- endif -%}
            {%- do rule_keys(people, ['event', 'where', 'within_days'], role, scope) -%}
            {%- do events.update({role: declared_event(people, name, role, role, scope)}) -%}
            {%- if role == 'eligible' or 'within_days' in people -%}
                {%- do rule_whole_number(people.within_days, 'days', 3650, role ~ '.within_days', scope) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set within_days = {'eligible': (declared.eligible or {}).within_days, 'excluded': (declared.excluded or {}).within_days} -%}
        {%- set people_in_words = (
            (', of those with ' ~ events.eligible.in_words ~ ' in the last ' ~ within_days.eligible ~ ' days' if events.eligible else '')
            ~ (', without those with ' ~ events.excluded.in_words
                ~ (' in the last ' ~ within_days.excluded ~ ' days' if within_days.excluded else ' before') if events.excluded else '')
        ) -%}
        {#- Where everybody is eligible, those who last did it long ago have to be told apart, too. -#}
        {%- set lookback_days = [30, within_days.eligible or 30] | max -%}
        {%- set long_days = 2 * lookback_days if within_days.eligible else 365 -%}
        {%- set reach_days = [365, long_days] | max -%}
        {%- do found.append({
            'name': name,
            'labels': declared_labels(declared, scope),
            'description': declared_description(declared, scope) or (
                ('No ' if declared.outcome == 'absent' else 'A ') ~ events.outcome.in_words ~ ' within ' ~ window_days
                ~ ' days after as_of' ~ people_in_words
            ),
            'events': events,
            'outcome': declared.outcome,
            'window_days': window_days,
            'within_days': within_days,
            'lookback_days': lookback_days,
            'long_days': long_days,
            'reach_days': reach_days,
            'other_days': [reach_days, [long_days, window_days] | max] | min,
        }) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
