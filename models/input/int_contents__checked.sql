with

int_contents__submitted as (

    select * from {{ ref('int_contents__submitted') }}

),

typed as (

    select
        {{ text_value('content_id') }} as content_id,
        {{ text_value('title') }} as title,
        {{ text_value('topic') }} as topic,
        undeclared,
        read_error,
        coalesce(raw_row, {{ content_json('contents', others=['undeclared']) }}) as raw_row
    from int_contents__submitted

),

judged as (

    select
        *,
        false as is_not_yet_known,
        {{ rejection_columns([
            ('unreadable_row', 'read_error is not null', 'read_error'),
            missing_value('content_id'),
        ]) }}
    from typed

),

ranked as (

    select
        *,
        row_number()
            over (partition by content_id, rejection_code order by md5(raw_row))
            as copy_number
    from judged

),

final as (

    select
        * exclude (is_not_yet_known, copy_number),
        {{ row_status('copy_number > 1') }} as row_status
    from ranked

)

select * from final
