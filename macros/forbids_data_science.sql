{% macro forbids_data_science(usage_labels) -%}
    contains(' ' || coalesce({{ usage_labels }}, '') || ' ', ' {{ no_data_science() }} ')
{%- endmacro %}
