{# Public schemas are promises: `segments.win_back`, not `main_segments.win_back`. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
