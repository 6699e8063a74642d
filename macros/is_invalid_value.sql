{% macro is_invalid_value(class, column) -%}
    coalesce(
        rejection_code in ('unparseable_{{ column }}', 'unknown_{{ column }}', 'negative_{{ column }}')
        {%- if column in typed_columns(class) %}
        or ({{ column }} is null and {{ text_value(column ~ '_text') }} is not null)
        {%- endif %},
        false
    )
{%- endmacro %}
