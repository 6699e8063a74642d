{% macro _segment_reference(rule, at, scope) -%}
    {%- do rule_keys(rule, ['segment'], at, scope) -%}
    {%- if rule.segment not in scope.known_segments -%}
        {{ rule_error(scope, at, "'" ~ rule.segment ~ "' is not a segment of this build",
            'allowed are ' ~ scope.known_segments | sort | join(', ')) }}
    {%- endif -%}
    {%- do scope.segments.setdefault(rule.segment, at) -%}
    {{ return('in__' ~ rule.segment) }}
{%- endmacro %}
