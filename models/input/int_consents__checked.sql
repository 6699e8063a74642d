with

int_consents__submitted as (

    select * from {{ ref('int_consents__submitted') }}

),

typed as (

    select
        {{ text_value('namespace') }} as namespace,
        nullif(id, '') as id,
        lower({{ text_value('purpose') }}) as purpose,
        lower({{ text_value('value') }}) as value,
        {{ typed_value('recorded_at', 'timestamp') }} as recorded_at,
        recorded_at as recorded_at_text,
        undeclared,
        read_error,
        coalesce(raw_row, {{ content_json('consents', others=['undeclared']) }}) as raw_row
    from int_consents__submitted

),

judged as (

    select
        *,
        false as is_not_yet_known,
        {{ rejection_columns([
            ('unreadable_row', 'read_error is not null', 'read_error'),
            missing_value('namespace'),
            missing_value('id'),
            missing_value('purpose'),
            ('unknown_purpose', 'purpose not in (' ~ text_list(consent_defaults()) ~ ')', found_value(
                'purpose', 'purpose', 'it should be one of ' ~ consent_defaults() | join(', ')
            )),
            missing_value('value'),
            ('unknown_value', "value not in ('in', 'out', 'pending')", found_value(
                'value', 'value', 'it should be in, out or pending'
            )),
            unparseable_value('recorded_at', 'a time such as 2026-01-31T09:30:00Z'),
            missing_value('recorded_at'),
            ('implausible_time', "recorded_at < timestamp '1970-01-01' or recorded_at >= timestamp '2100-01-01'",
                found_value('recorded_at', 'recorded_at_text', 'it should lie between 1970 and 2099')),
        ]) }}
    from typed

),

ranked as (

    select
        *,
        row_number()
            over (
                partition by namespace, id, purpose, value, recorded_at, rejection_code
                order by md5(raw_row)
            )
            as copy_number
    from judged

),

final as (

    select
        * exclude (is_not_yet_known, copy_number),
        {{ row_status('copy_number > 1', is_after_as_of('recorded_at')) }} as row_status
    from ranked

)

select * from final
