{% macro rule_language() -%}
    {%- set fields = {} -%}
    {%- for field in profile_fields() -%}
        {%- do fields.update({field.name: field.type}) -%}
    {%- endfor -%}
    {{ return({'fields': fields, 'event_fields': event_fields()}) }}
{%- endmacro %}
