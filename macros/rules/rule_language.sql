{% macro rule_language() -%}
    {%- set fields, possible = {}, {} -%}
    {%- for field in profile_fields() -%}
        {%- do fields.update({field.name: field.type}) -%}
        {%- do possible.update({field.name: field.possible}) if field.possible -%}
    {%- endfor -%}
    {{ return({'fields': fields, 'possible': possible, 'event_fields': event_fields()}) }}
{%- endmacro %}
