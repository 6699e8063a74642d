{% macro days_between(earlier, later) -%}
    {{ return(adapter.dispatch('days_between')(earlier, later)) }}
{%- endmacro %}

{% macro duckdb__days_between(earlier, later) -%}
    round(({{ microseconds_between(earlier, later) }}) / 86400000000.0, 9)
{%- endmacro %}
