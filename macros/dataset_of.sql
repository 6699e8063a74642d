{# SQL for the dataset of a checked row: its own column, or the class itself for catalogues, which have none. #}
{% macro dataset_of(class) -%}
    {%- if class in ['profile_records', 'experience_events'] -%}
        coalesce(dataset, '(unknown)')
    {%- else -%}
        '{{ class }}'
    {%- endif -%}
{%- endmacro %}
