{#
    One rule as SQL that is true or false, never null, over the columns of `profiles`. What it needs of events and
    other segments is added to the scope.
#}
{% macro segment_condition(rule, at, scope) -%}
    {%- set kinds = ['all', 'any', 'none', 'field', 'event', 'segment'] -%}
    {%- set found = kinds | select('in', rule) | list if rule is mapping else [] -%}
    {%- if found | length != 1 -%}
        {{ segment_error(scope, at, 'found ' ~ rule | string | truncate(100),
            'a rule has exactly one of the keys ' ~ kinds | join(', ')) }}
    {%- endif -%}
    {%- set kind = found[0] -%}
    {%- set here = at ~ ('.' if at else '') ~ kind -%}
    {%- if kind in ['all', 'any', 'none'] -%}
        {{ return(_segment_group(rule, kind, here, scope)) }}
    {%- elif kind == 'field' -%}
        {{ return(_segment_field(rule, here, scope)) }}
    {%- elif kind == 'event' -%}
        {{ return(_segment_event(rule, here, scope)) }}
    {%- else -%}
        {{ return(_segment_reference(rule, here, scope)) }}
    {%- endif -%}
{%- endmacro %}

{% macro _segment_group(rule, kind, at, scope) -%}
    {%- do segment_keys(rule, [kind], at, scope) -%}
    {%- if rule[kind] is string or rule[kind] is mapping or not rule[kind] is iterable or not rule[kind] -%}
        {{ segment_error(scope, at, 'the group holds no rules', 'list at least one rule, each on a line that begins with -') }}
    {%- endif -%}
    {%- set conditions = [] -%}
    {%- for member in rule[kind] -%}
        {%- do conditions.append(segment_condition(member, at ~ '[' ~ loop.index0 ~ ']', scope)) -%}
    {%- endfor -%}
    {%- set joined = '(' ~ conditions | join(' and ' if kind == 'all' else ' or ') ~ ')' -%}
    {{ return('not ' ~ joined if kind == 'none' else joined) }}
{%- endmacro %}

{% macro _segment_field(rule, at, scope) -%}
    {%- set fields = profile_fields() -%}
    {%- if rule.field is not string or rule.field not in fields -%}
        {{ segment_error(scope, at, "'" ~ rule.field ~ "' is not a field of the profile",
            'allowed are ' ~ fields | sort | join(', ')) }}
    {%- endif -%}
    {%- set operators = rule | reject('equalto', 'field') | list -%}
    {%- if operators | length != 1 -%}
        {{ segment_error(scope, at, "'" ~ rule.field ~ "' has " ~ operators | length ~ ' operators',
            'give exactly one; for two, write two rules under all:') }}
    {%- endif -%}
    {{ return(segment_comparison('profiles.' ~ rule.field, fields[rule.field], operators[0], rule[operators[0]],
        at ~ '.' ~ operators[0], scope)) }}
{%- endmacro %}

{% macro _segment_event(rule, at, scope) -%}
    {%- do segment_keys(rule, ['event', 'within_days', 'count'], at, scope) -%}
    {%- if rule.event is not string or not modules.re.fullmatch('[A-Za-z0-9_.: -]+', rule.event) -%}
        {{ segment_error(scope, at, "'" ~ rule.event ~ "' is not a type of event",
            'write a name such as purchase or page_view') }}
    {%- endif -%}
    {%- set within_days = rule.get('within_days') -%}
    {%- if 'within_days' in rule and (within_days is boolean or within_days is not integer or within_days < 1) -%}
        {{ segment_error(scope, at ~ '.within_days', "found '" ~ within_days ~ "'", 'give a whole number of days from 1 up') }}
    {%- endif -%}
    {%- set count = rule.get('count', {'gte': 1}) -%}
    {%- if count is not mapping or count | length != 1 -%}
        {{ segment_error(scope, at ~ '.count', "found '" ~ count ~ "'", 'give one comparison such as {gte: 2}') }}
    {%- endif -%}
    {%- set key = (rule.event, within_days) -%}
    {%- if key not in scope.events -%}
        {%- do scope.events.update({key: true}) -%}
    {%- endif -%}
    {%- set operator = count | first -%}
    {{ return(segment_comparison(segment_event_column(rule.event, within_days), 'number', operator, count[operator],
        at ~ '.count.' ~ operator, scope)) }}
{%- endmacro %}

{% macro _segment_reference(rule, at, scope) -%}
    {%- do segment_keys(rule, ['segment'], at, scope) -%}
    {%- if rule.segment is not string or not modules.re.fullmatch('[a-z_][a-z0-9_]*', rule.segment) -%}
        {{ segment_error(scope, at, "'" ~ rule.segment ~ "' is not the name of a segment",
            'write the name of a file under models/segments/, without .sql') }}
    {%- endif -%}
    {%- if rule.segment == scope.name -%}
        {{ segment_error(scope, at, 'the segment refers to itself', 'ask about another segment, or take the line out') }}
    {%- endif -%}
    {%- if rule.segment not in scope.segments -%}
        {%- do scope.segments.append(rule.segment) -%}
    {%- endif -%}
    {{ return('profiles.in__' ~ rule.segment) }}
{%- endmacro %}
