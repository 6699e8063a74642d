{% macro is_not_yet_known() -%}
    {%- if var('as_known') -%}coalesce(ingested_at > {{ moment(var('as_known')) }}, false){%- else -%}false{%- endif -%}
{%- endmacro %}
