{% macro found_value(column, expression, sentence) -%}
    '{{ column }} is ''' || left(cast({{ expression }} as {{ dbt.type_string() }}), 100) || ''': {{ sentence | replace("'", "''") }}'
{%- endmacro %}
