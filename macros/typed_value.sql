{% macro typed_value(column, data_type) -%}
    {%- if data_type == 'timestamp' -%}
        cast(try_cast({{ column }} as timestamptz) as timestamp)
    {%- elif data_type == dbt.type_string() -%}
        {{ text_value(column) }}
    {%- else -%}
        try_cast({{ text_value(column) }} as {{ data_type }})
    {%- endif -%}
{%- endmacro %}
