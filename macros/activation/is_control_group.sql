{% macro is_control_group(drawn_by) -%}
    {{ hash_percent("concat('control_group:', " ~ drawn_by ~ ')') }} < {{ control_group_percent() }}
{%- endmacro %}
