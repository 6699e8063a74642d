{# The moment that this build speaks for, and of what. Nothing calls the computer's clock. #}
with

int_experience_events__checked as (

    select * from {{ ref('int_experience_events__checked') }}

),

int_profile_records__checked as (

    select * from {{ ref('int_profile_records__checked') }}

),

newest_event as (

    select max(event_at) + interval 1 microsecond as as_of
    from int_experience_events__checked
    where row_status = 'accepted'

),

newest_record as (

    select max(ingested_at) + interval 1 microsecond as as_of
    from int_profile_records__checked
    where row_status = 'accepted'

),

final as (

    select
        coalesce(
            {{ declared_moment('as_of') or 'null' }},
            newest_event.as_of,
            newest_record.as_of,
            timestamp '1970-01-01'
        ) as as_of,
        cast({{ declared_moment('as_known') or 'null' }} as timestamp) as as_known,
        {{ text_literal(input_name()) }} as input_name
    from newest_event
    cross join newest_record

)

select * from final
