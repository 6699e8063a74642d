{#
    A misspelt type of event counts nobody, or under none: everybody, without a word. One that the data does not hold
    (yet) is named in a warning.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
-- depends_on: {{ ref('segment_definitions') }}
{%- set asked = [] -%}
{%- for definition in compiled_segments() -%}
    {%- for measure in definition.events.values() | list + definition.sequences.values() | list -%}
        {%- for event_type in measure.event_types -%}
            {%- do asked.append((event_type, 'segment ' ~ definition.name)) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endfor -%}
{%- for attribute in computed_attributes() -%}
    {%- for event_type in attribute.event_types -%}
        {%- do asked.append((event_type, 'computed attribute ' ~ attribute.name)) -%}
    {%- endfor -%}
{%- endfor -%}
{%- do asked.append((holdout_outcome().event, 'holdout_outcome')) -%}
{%- for prediction in predictions() -%}
    {%- for event in prediction.events.values() if event -%}
        {%- for event_type in event.types -%}
            {%- do asked.append((event_type, 'prediction ' ~ prediction.name)) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endfor %}
with

experience_events as (

    select * from {{ ref('experience_events') }}

),

asked as (

    {{ names_asked_for('event_type', asked) }}

),

final as (

    select
        event_type,
        asked_by
    from asked
    where event_type not in (select experience_events.event_type from experience_events)

)

select * from final
