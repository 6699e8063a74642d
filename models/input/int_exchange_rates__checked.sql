with

int_exchange_rates__submitted as (

    select * from {{ ref('int_exchange_rates__submitted') }}

),

typed as (

    select
        upper({{ text_value('currency') }}) as currency,
        {{ typed_value('rate_date', 'date') }} as rate_date,
        {{ typed_value('rate', 'decimal(18, 8)') }} as rate,
        rate_date as rate_date_text,
        rate as rate_text,
        undeclared,
        read_error,
        coalesce(raw_row, {{ content_json('exchange_rates', others=['undeclared']) }}) as raw_row
    from int_exchange_rates__submitted

),

judged as (

    select
        *,
        false as is_not_yet_known,
        {{ rejection_columns([
            ('unreadable_row', 'read_error is not null', 'read_error'),
            missing_value('currency'),
            unparseable_value('rate_date', 'a date such as 2026-01-31'),
            missing_value('rate_date'),
            ('implausible_time', "rate_date < date '1970-01-01' or rate_date >= date '2100-01-01'",
                found_value('rate_date', 'rate_date_text', 'it should lie between 1970 and 2099')),
            unparseable_value('rate', 'a number such as 0.92'),
            missing_value('rate'),
            ('rate_not_positive', 'rate <= 0', found_value('rate', 'rate', 'it should be more than 0')),
        ]) }}
    from typed

),

ranked as (

    select
        *,
        row_number()
            over (partition by currency, rate_date, rejection_code order by md5(raw_row))
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
