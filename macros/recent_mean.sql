{% macro recent_mean(total, count, half_life=30) -%}
    {#- All weights together are a geometric series. -#}
    ({{ total }}) * (1 - {{ recent_weight(1, half_life) }}) / (1 - {{ recent_weight(count, half_life) }})
{%- endmacro %}
