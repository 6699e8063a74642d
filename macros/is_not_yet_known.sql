{% macro is_not_yet_known() -%}
    {%- set as_known = declared_moment('as_known') -%}
    {%- if as_known -%}coalesce(ingested_at > {{ as_known }}, false){%- else -%}false{%- endif -%}
{%- endmacro %}
