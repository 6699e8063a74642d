{% macro rule_in_words(rule) -%}
    {%- set parts = [] -%}
    {%- if rule is mapping -%}
        {%- for key, value in rule.items() -%}
            {%- set words = rule_in_words(value) -%}
            {%- do parts.append(key ~ ': ' ~ ('{' ~ words ~ '}' if value is mapping else words)) -%}
        {%- endfor -%}
        {{ return(parts | join(', ')) }}
    {%- elif rule is iterable and rule is not string -%}
        {%- for value in rule -%}
            {%- do parts.append('{' ~ rule_in_words(value) ~ '}' if value is mapping else rule_in_words(value)) -%}
        {%- endfor -%}
        {{ return('[' ~ parts | join(', ') ~ ']') }}
    {%- endif -%}
    {{ return(rule | lower if rule is boolean else rule | string) }}
{%- endmacro %}
