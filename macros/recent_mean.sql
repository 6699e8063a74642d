{% macro recent_mean(total, count, half_life=30) -%}
    {#- All weights together are a geometric series. -#}
    {{ total }} * (1 - power(0.5, 1 / {{ half_life }}.0)) / (1 - power(0.5, {{ count }} / {{ half_life }}.0))
{%- endmacro %}
