{% macro _line_of(match, text, first_line) -%}
    {{ return('line ' ~ (first_line + text[:match.end()].count('\n'))) }}
{%- endmacro %}
