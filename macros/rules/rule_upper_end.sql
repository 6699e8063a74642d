{% macro rule_upper_end(operator, value, literal, type) -%}
    {%- set is_whole_day = type == 'timestamp' and (value.isoformat() if value.isoformat is defined else value) | length == 10 -%}
    {%- if is_whole_day -%}
        {{ return((' < ' if operator == 'lte' else ' >= ') ~ literal ~ ' + interval 1 day') }}
    {%- endif -%}
    {{ return((' <= ' if operator == 'lte' else ' > ') ~ literal) }}
{%- endmacro %}
