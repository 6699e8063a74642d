{% macro names_that_hold(names, prefix) -%}
    {{ return(adapter.dispatch('names_that_hold')(names, prefix)) }}
{%- endmacro %}

{% macro duckdb__names_that_hold(names, prefix) -%}
    unnest([
        {%- for name in names %}case when {{ prefix }}{{ name }} then '{{ name }}' end{{ ', ' if not loop.last }}
        {%- else %}cast(null as varchar){% endfor -%}
    ])
{%- endmacro %}
