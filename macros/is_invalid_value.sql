{% macro is_invalid_value(class, column) -%}
    coalesce(
        starts_with(rejection_explanation, '{{ column }} is ''')
        {%- if column in typed_columns(class) %}
        or ({{ column }} is null and {{ text_value(column ~ '_text') }} is not null)
        {%- endif %},
        false
    )
{%- endmacro %}
