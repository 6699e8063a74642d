{% macro order_key(relation) -%}
    {{ relation }}.dataset || ':' || coalesce({{ relation }}.order_id, {{ relation }}.event_id)
{%- endmacro %}
