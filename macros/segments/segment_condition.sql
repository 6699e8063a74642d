{% macro segment_condition(rule, at, scope) -%}
    {%- if at.count('[') > 20 -%}
        {{ rule_error(scope, '', 'the rule is nested deeper than 20 groups', 'make a part of it a segment of its own') }}
    {%- endif -%}
    {%- set kinds = ['all', 'any', 'none', 'field', 'event', 'segment'] -%}
    {%- set found = kinds | select('in', rule) | list if rule is mapping else [] -%}
    {%- if found | length != 1 -%}
        {{ rule_error(scope, at, 'found ' ~ rule | string | truncate(100),
            'a rule has exactly one of the keys ' ~ kinds | join(', ')) }}
    {%- endif -%}
    {%- set kind = found[0] -%}
    {%- set here = rule_place(at, kind) -%}
    {%- if kind in ['all', 'any', 'none'] -%}
        {{ return(_segment_group(rule, kind, here, scope)) }}
    {%- elif kind == 'field' -%}
        {{ return(_segment_field(rule, at, scope)) }}
    {%- elif kind == 'event' -%}
        {{ return(_segment_event(rule, at, scope)) }}
    {%- else -%}
        {{ return(_segment_reference(rule, here, scope)) }}
    {%- endif -%}
{%- endmacro %}
