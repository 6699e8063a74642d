with

int_products__submitted as (

    select * from {{ ref('int_products__submitted') }}

),

typed as (

    select
        {{ text_value('product_id') }} as product_id,
        {{ text_value('name') }} as name,
        {{ text_value('category_path') }} as category_path,
        {{ text_value('brand') }} as brand,
        {{ typed_value('price', 'decimal(18, 4)') }} as price,
        price as price_text,
        undeclared,
        read_error,
        coalesce(raw_row, {{ content_json('products', others=['undeclared']) }}) as raw_row
    from int_products__submitted

),

judged as (

    select
        *,
        false as is_not_yet_known,
        {{ rejection_columns([
            ('unreadable_row', 'read_error is not null', 'read_error'),
            missing_value('product_id'),
            unparseable_value('price', 'a number such as 19.90'),
            ('negative_price', 'price < 0', found_value('price', 'price', 'it should be 0 or more')),
        ]) }}
    from typed

),

ranked as (

    select
        *,
        row_number()
            over (partition by product_id, rejection_code order by md5(raw_row))
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
