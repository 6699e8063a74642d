{% macro recent_weight(age, half_life) -%}
    power(0.5, cast({{ age }} as double) / ({{ half_life }}))
{%- endmacro %}
