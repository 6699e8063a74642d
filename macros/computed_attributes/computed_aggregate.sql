{% macro computed_aggregate(attribute) -%}
    {%- set of = attribute.of -%}
    {%- set met = attribute.condition if attribute.function == 'count' else attribute.condition ~ ' and ' ~ of ~ ' is not null' -%}
    {%- set chosen = 'case when ' ~ met ~ ' then ' ~ (of or 'event_id') ~ ' end' -%}
    {#- Events of one moment are told apart by their key, so that every build picks the same one. -#}
    {%- set order = '(event_at, dataset, event_id)' -%}
    {%- set moment = 'case when ' ~ met ~ ' then event_at end' -%}
    {%- if attribute.function == 'count' -%}
        cast(count({{ chosen }}) as bigint) as {{ attribute.name }}
    {%- elif attribute.function == 'distinct_count' -%}
        cast(count(distinct {{ chosen }}) as bigint) as {{ attribute.name }}
    {%- elif attribute.function == 'sum' -%}
        {{ exact_sum(chosen) }} as {{ attribute.name }}
    {%- elif attribute.function == 'average' -%}
        round(cast({{ exact_sum(chosen) }} as double) / nullif(count({{ chosen }}), 0), 9) as {{ attribute.name }}
    {%- elif attribute.function in ['min', 'max'] -%}
        {{ attribute.function }}({{ chosen }}) as {{ attribute.name }}
    {%- elif attribute.function == 'last_n' -%}
        {{ latest_values_json(of, order, met, attribute.n) }} as {{ attribute.name }}
    {%- else -%}
        {%- set pick = 'max_by' if attribute.function == 'most_recent' else 'min_by' -%}
        {{ pick }}({{ of }}, {{ order }}) filter (where {{ met }}) as {{ attribute.name }},
        {{ 'max' if attribute.function == 'most_recent' else 'min' }}({{ moment }}) as {{ attribute.name }}_at
    {%- endif -%}
{%- endmacro %}
