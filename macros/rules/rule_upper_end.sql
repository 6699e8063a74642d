{% macro rule_upper_end(operator, value, literal, type) -%}
    {%- if is_whole_day(value, type) -%}
        {{ return((' < ' if operator == 'lte' else ' >= ') ~ literal ~ ' + interval 1 day') }}
    {%- endif -%}
    {{ return((' <= ' if operator == 'lte' else ' > ') ~ literal) }}
{%- endmacro %}
