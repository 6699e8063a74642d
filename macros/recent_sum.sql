{% macro recent_sum(value, age, half_life=30) -%}
    {#- Decimals add up to the same in any order. -#}
    cast(sum(cast(({{ value }}) * {{ recent_weight(age, half_life) }} as decimal(38, 9))) as double)
{%- endmacro %}
