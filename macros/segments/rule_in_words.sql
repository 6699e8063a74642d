{% macro rule_in_words(rule) -%}
    {%- set parts = [] -%}
    {%- for key, value in rule.items() -%}
        {%- do parts.append(key ~ ': ' ~ (value | lower if value is boolean else value)) -%}
    {%- endfor -%}
    {{ return(parts | join(', ')) }}
{%- endmacro %}
