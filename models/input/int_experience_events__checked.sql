with

int_experience_events__submitted as (

    select * from {{ ref('int_experience_events__submitted') }}

),

int_identity_sets as (

    select * from {{ ref('int_identity_sets') }}

),

int_identity_set_identities as (

    select * from {{ ref('int_identity_set_identities') }}

),

-- Few events come more than once, so only those are compared with each other.
repeated_events as (

    select
        {{ text_value('dataset') }} as dataset,
        {{ text_value('event_id') }} as event_id
    from int_experience_events__submitted
    group by
        {{ text_value('dataset') }},
        {{ text_value('event_id') }}
    having count(*) > 1

),

usable_sets as (

    select distinct identity_set_id
    from int_identity_set_identities

),

submitted as (

    select
        int_experience_events__submitted.*,
        int_identity_sets.identity_set_id,
        usable_sets.identity_set_id is not null as has_usable_identity,
        repeated_events.event_id is not null as is_repeated
    from int_experience_events__submitted
    left join repeated_events
        on
            {{ text_value('int_experience_events__submitted.dataset') }} = repeated_events.dataset
            and {{ text_value('int_experience_events__submitted.event_id') }}
            = repeated_events.event_id
    left join int_identity_sets
        on int_experience_events__submitted.identities = int_identity_sets.identities
    left join usable_sets
        on int_identity_sets.identity_set_id = usable_sets.identity_set_id

),

typed as (

    select
        {{ text_value('event_id') }} as event_id,
        {{ text_value('dataset') }} as dataset,
        {{ text_value('event_type') }} as event_type,
        {{ typed_value('event_at', 'timestamp') }} as event_at,
        {{ typed_value('ingested_at', 'timestamp') }} as ingested_at,
        {{ text_value('identities') }} as identities,
        {{ text_value('order_id') }} as order_id,
        {{ text_value('product_id') }} as product_id,
        {{ typed_value('quantity', 'decimal(18, 4)') }} as quantity,
        {{ typed_value('revenue', 'decimal(18, 4)') }} as revenue,
        upper({{ text_value('currency') }}) as currency,
        {{ text_value('content_id') }} as content_id,
        {{ text_value('campaign_id') }} as campaign_id,
        {{ text_value('channel') }} as channel,
        {{ text_value('session_id') }} as session_id,
        {{ text_value('properties') }} as properties,
        event_at as event_at_text,
        ingested_at as ingested_at_text,
        quantity as quantity_text,
        revenue as revenue_text,
        identity_set_id,
        has_usable_identity,
        is_repeated,
        undeclared,
        read_error,
        raw_row,
        submitted as submitted_row
    from submitted

),

judged as (

    select
        *,
        {{ is_not_yet_known() }} as is_not_yet_known,
        {{ is_after_as_of('event_at') }} as is_after_as_of,
        {{ rejection_columns([
            ('unreadable_row', 'read_error is not null', 'read_error'),
            missing_value('event_id'),
            missing_value('dataset'),
            missing_value('event_type'),
            unparseable_value('ingested_at', 'a time such as 2026-01-31T09:30:00Z'),
            missing_value('ingested_at'),
            unparseable_value('event_at', 'a time such as 2026-01-31T09:30:00Z'),
            missing_value('event_at'),
            implausible_ingestion(),
            implausible_time('event_at'),
            unparseable_value('quantity', 'a number such as 2'),
            unparseable_value('revenue', 'a number such as 19.90'),
            ('negative_quantity', 'quantity < 0', found_value(
                'quantity', 'quantity', 'it should be 0 or more; a return is an event of type refund'
            )),
            ('negative_revenue', 'revenue < 0', found_value(
                'revenue', 'revenue', 'it should be 0 or more; money given back is an event of type refund'
            )),
            ('unparseable_properties', 'not ' ~ json_is_valid('properties'), found_value(
                'properties', 'properties', 'it should be JSON'
            )),
            unreadable_identities(),
            no_usable_identity(),
        ]) }}
    from typed

),

-- Of the copies of an event the earliest ingested stays, then the one with the least content.
ranked as (

    select
        *,
        1 as copy_number
    from judged
    where not is_repeated
    union all
    select
        *,
        row_number() over (
            partition by dataset, event_id, rejection_code, is_not_yet_known, is_after_as_of
            order by ingested_at, md5({{ content_json('experience_events', 'submitted_row') }})
        ) as copy_number
    from judged
    where is_repeated

),

final as (

    select
        * exclude (
            is_not_yet_known,
            is_after_as_of,
            copy_number,
            has_usable_identity,
            is_repeated,
            submitted_row
        )
        replace (
            case
                when rejection_code is not null
                    then
                        coalesce(
                            raw_row,
                            {{ content_json(
                                'experience_events', 'submitted_row', others=['undeclared']
                            ) }}
                        )
            end as raw_row
        ),
        {{ row_status('copy_number > 1', 'is_after_as_of') }} as row_status
    from ranked

)

select * from final
