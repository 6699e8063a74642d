{% macro names_that_hold(names, prefix) -%}
    {{ return(adapter.dispatch('names_that_hold')(names, prefix)) }}
{%- endmacro %}

{% macro duckdb__names_that_hold(names, prefix) -%}
    concat_ws(
        ',', {% for name in names %}case when {{ prefix }}{{ name }} then '{{ name }}' end, {% endfor %}cast(null as varchar)
    )
{%- endmacro %}
