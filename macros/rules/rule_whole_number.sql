{% macro rule_whole_number(value, of, most, at, scope) -%}
    {%- if value is boolean or value is not integer or value < 1 or value > most -%}
        {{ rule_error(scope, at, "found '" ~ value ~ "'", 'give a whole number of ' ~ of ~ ' from 1 to ' ~ most) }}
    {%- endif -%}
    {{ return(value) }}
{%- endmacro %}
