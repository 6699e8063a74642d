with

crm_customers as (

    select * from {{ demo_shop_source('crm_customers') }}

),

final as (

    select
        'crm_customers' as dataset,
        customer_id as record_id,
        {{ identities_json([
            ('customer_id', 'customer_id', true), ('email', 'email', false), ('phone', 'phone', false)
        ]) }} as identities,
        updated_at,
        loaded_at as ingested_at,
        first_name,
        last_name,
        birth_date,
        email,
        city,
        country
    from crm_customers

)

select * from final
