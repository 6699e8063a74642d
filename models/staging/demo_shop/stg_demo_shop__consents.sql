with

consents as (

    select * from {{ demo_shop_source('consents') }}

),

final as (

    select
        namespace,
        id,
        purpose,
        value,
        recorded_at
    from consents

)

select * from final
