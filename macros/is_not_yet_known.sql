{# Whether a row came in after `as_known`, the moment whose knowledge a build may use. #}
{% macro is_not_yet_known() -%}
    {%- if var('as_known') -%}coalesce(ingested_at > {{ moment(var('as_known')) }}, false){%- else -%}false{%- endif -%}
{%- endmacro %}
