{% macro _segment_reference(rule, at, scope) -%}
    {%- do rule_keys(rule, ['segment'], at, scope) -%}
    {%- if rule.segment is not string or not modules.re.fullmatch('[a-z_][a-z0-9_]*', rule.segment) -%}
        {{ rule_error(scope, at, "'" ~ rule.segment ~ "' is not the name of a segment",
            'write the name of a file under models/segments/, without .sql') }}
    {%- endif -%}
    {%- if rule.segment == scope.name -%}
        {{ rule_error(scope, at, 'the segment refers to itself', 'ask about another segment, or take the line out') }}
    {%- endif -%}
    {%- if rule.segment not in scope.segments -%}
        {%- do scope.segments.append(rule.segment) -%}
    {%- endif -%}
    {{ return('in__' ~ rule.segment) }}
{%- endmacro %}
