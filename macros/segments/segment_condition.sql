{% macro segment_condition(rule, at, scope, is_negated=false) -%}
    {%- if at.count('[') > 20 -%}
        {{ rule_error(scope, '', 'the rule is nested deeper than 20 groups', 'make a part of it a segment of its own') }}
    {%- endif -%}
    {%- set kinds = [
        'all', 'any', 'none', 'at_least', 'field', 'event', 'sequence', 'segment', 'identity', 'affinity', 'top', 'split',
    ] -%}
    {%- set found = kinds | select('in', rule) | list if rule is mapping else [] -%}
    {%- if found | length != 1 -%}
        {%- set meant = [] -%}
        {%- for key in (rule if rule is mapping and not found else []) if nearest_name(key, kinds) -%}
            {%- do meant.append('; the nearest to ' ~ key ~ ' is ' ~ nearest_name(key, kinds)) -%}
        {%- endfor -%}
        {{ rule_error(scope, at, 'found ' ~ rule | string | truncate(100),
            'a rule has exactly one of the keys ' ~ kinds | join(', ') ~ (meant | first or '')) }}
    {%- endif -%}
    {%- set kind = found[0] -%}
    {%- if kind in ['all', 'any', 'none', 'at_least'] -%}
        {{ return(_segment_group(rule, kind, rule_place(at, kind), scope, is_negated)) }}
    {%- elif kind == 'field' -%}
        {%- set clause = _segment_field(rule, at, scope) -%}
    {%- elif kind == 'event' -%}
        {%- set clause = _segment_event(rule, at, scope) -%}
    {%- elif kind == 'sequence' -%}
        {%- set clause = _segment_sequence(rule, rule_place(at, kind), scope) -%}
    {%- elif kind == 'segment' -%}
        {%- set clause = _segment_reference(rule, at, scope) -%}
    {%- elif kind == 'identity' -%}
        {%- set clause = _segment_identity(rule, at, scope) -%}
    {%- elif kind == 'affinity' -%}
        {%- set clause = _segment_affinity(rule, at, scope) -%}
    {%- elif kind == 'top' -%}
        {%- set clause = _segment_top(rule, rule_place(at, kind), scope) -%}
    {%- else -%}
        {%- set clause = _segment_split(rule, rule_place(at, kind), scope) -%}
    {%- endif -%}
    {%- do clause.update({'at': at, 'rule': rule, 'is_negated': is_negated}) -%}
    {%- do scope.clauses.append(clause) -%}
    {{ return(clause) }}
{%- endmacro %}
