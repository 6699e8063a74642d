{#
    What each identity did on each day, counted back from `as_of`. All cuts lie whole days before `as_of`, so these days
    serve every cut, and the events are read once. Events of different channels, and such that differ in what a
    declared prediction asks of them beside their type, are told apart.
#}
with

int_feature_events as (

    select * from {{ ref('int_feature_events') }}

),

marked as (

    select
        identity_id,
        event_type,
        coalesce(channel, '') as channel,
        event_at,
        revenue,
        days_before_as_of,
        ''
        {%- for prediction in predictions() -%}
            {%- for event in prediction.events.values() if event and event.mark %}
            || case when {{ event.condition }} then ' {{ event.mark }} ' else '' end
            {%- endfor -%}
        {%- endfor %} as met_conditions
    from int_feature_events

),

final as (

    select
        identity_id,
        event_type,
        channel,
        met_conditions,
        days_before_as_of,
        max(event_at) as last_event_at,
        cast(count(*) as bigint) as event_count,
        cast(sum(revenue) as decimal(38, 4)) as revenue
    from marked
    group by
        identity_id,
        event_type,
        channel,
        met_conditions,
        days_before_as_of

)

select * from final
