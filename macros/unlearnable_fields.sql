{% macro unlearnable_fields() -%}
    {%- set found = labelled_columns() -%}
    {%- for property in event_properties() if no_data_science() in property.labels -%}
        {%- do found.append(property.name) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
