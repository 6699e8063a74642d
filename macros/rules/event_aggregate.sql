{% macro event_aggregate(name, measure) -%}
    {%- set of = measure.of -%}
    {%- set met = measure.condition if measure.function == 'count' else measure.condition ~ ' and ' ~ of ~ ' is not null' -%}
    {%- set chosen = 'case when ' ~ met ~ ' then ' ~ (of or 'event_id') ~ ' end' -%}
    {#- Events of one moment are told apart by their key, so that every build picks the same one. -#}
    {%- set order = '(event_at, dataset, event_id)' -%}
    {%- set moment = 'case when ' ~ met ~ ' then event_at end' -%}
    {%- if measure.function == 'count' -%}
        cast(count({{ chosen }}) as bigint) as {{ name }}
    {%- elif measure.function == 'distinct_count' -%}
        cast(count(distinct {{ chosen }}) as bigint) as {{ name }}
    {%- elif measure.function == 'sum' -%}
        {{ exact_sum(chosen) }} as {{ name }}
    {%- elif measure.function == 'average' -%}
        round(cast({{ exact_sum(chosen) }} as double) / nullif(count({{ chosen }}), 0), 9) as {{ name }}
    {%- elif measure.function in ['min', 'max'] -%}
        {{ measure.function }}({{ chosen }}) as {{ name }}
    {%- elif measure.function == 'last_n' -%}
        {{ latest_values_json(of, order, met, measure.n) }} as {{ name }}
    {%- else -%}
        {%- set pick = 'max_by' if measure.function == 'most_recent' else 'min_by' -%}
        {{ pick }}({{ of }}, {{ order }}) filter (where {{ met }}) as {{ name }},
        {{ 'max' if measure.function == 'most_recent' else 'min' }}({{ moment }}) as {{ name }}_at
    {%- endif -%}
{%- endmacro %}
