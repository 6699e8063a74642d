{% macro no_data_science() -%}
    {{ return('no_data_science') }}
{%- endmacro %}
