{% macro conditions_in_words(where) -%}
    {%- set words = [] -%}
    {%- for field, comparison in where.items() -%}
        {%- set value = comparison.values() | first -%}
        {%- do words.append(field ~ ' ' ~ comparison | first ~ ' '
            ~ (value if value is string else value | join(', ') if value is iterable else value | string | lower)) -%}
    {%- endfor -%}
    {{ return(words) }}
{%- endmacro %}
