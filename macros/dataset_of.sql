{% macro dataset_of(class) -%}
    {%- if class in ['profile_records', 'experience_events'] -%}
        coalesce(dataset, '(unknown)')
    {%- else -%}
        '{{ class }}'
    {%- endif -%}
{%- endmacro %}
