{% macro asked_event_columns(rule) -%}
    {%- set columns = (rule.get('where') or {}) | list + ([rule.of] if rule.of else []) -%}
    {%- for function in ['sum', 'average', 'min', 'max', 'distinct_count'] if rule.get(function) is mapping -%}
        {%- do columns.extend(rule[function] | list) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
