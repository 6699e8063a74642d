{% macro recent_sum(value, age, half_life=30) -%}
    {#- Decimals add up to the same in any order. -#}
    cast(sum(cast(({{ value }}) * power(0.5, {{ age }} / {{ half_life }}.0) as decimal(38, 9))) as double)
{%- endmacro %}
