{% macro missing_value(column) -%}
    {{ return(('missing_' ~ column, column ~ ' is null', "'" ~ column ~ " is empty; every row needs one'")) }}
{%- endmacro %}
