{#
    A misspelt type of event counts nobody, or under none: everybody, without a word. One that the data does not hold
    (yet) is named in a warning.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
{%- set asked = [] -%}
{%- for definition in compiled_segments() -%}
    {%- for event_type, within_days in definition.events -%}
        {%- do asked.append((event_type, 'segment ' ~ definition.name)) -%}
    {%- endfor -%}
{%- endfor -%}
{%- for prediction in predictions() -%}
    {%- for event_type in [prediction.event, prediction.eligible_event] if event_type -%}
        {%- do asked.append((text_literal(event_type), 'prediction ' ~ prediction.name)) -%}
    {%- endfor -%}
{%- endfor %}
{% for event_type, asked_by in asked | unique -%}
    select
        {{ event_type }} as event_type,
        '{{ asked_by }}' as asked_by
    from {{ ref('experience_events') }}
    having count_if(event_type = {{ event_type }}) = 0
    union all
{% endfor -%}
select
    cast(null as {{ dbt.type_string() }}) as event_type,
    cast(null as {{ dbt.type_string() }}) as asked_by
where false
