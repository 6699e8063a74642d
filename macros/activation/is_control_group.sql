{% macro is_control_group(profile_id) -%}
    {{ hash_percent("concat('control_group:', " ~ profile_id ~ ')') }} < {{ control_group_percent() }}
{%- endmacro %}
