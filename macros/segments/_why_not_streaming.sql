{% macro _why_not_streaming(definition, others) -%}
    {%- set reasons = [] -%}
    {%- for clause in definition.clauses if 'top' in clause.rule -%}
        {%- do reasons.append((clause.at or 'the rule') ~ ' takes the top of all profiles, and one event may change who else is in it') -%}
    {%- endfor -%}
    {%- for other in others if other.name in definition.segments and other.why_not_streaming -%}
        {%- do reasons.append('segment ' ~ other.name ~ ' may not: ' ~ other.why_not_streaming) -%}
    {%- endfor -%}
    {%- if reasons and definition.mode == 'streaming' -%}
        {{ rule_error(definition, 'tags', 'it is tagged streaming, but ' ~ reasons[0], "leave the tag out, or write tags=['scheduled']") }}
    {%- endif -%}
    {{ return(reasons | join('; ') or none) }}
{%- endmacro %}
