with

loyalty_members as (

    select * from {{ demo_shop_source('loyalty_members') }}

),

final as (

    select
        'loyalty_members' as dataset,
        member_id as record_id,
        {{ identities_json([('loyalty_id', 'member_id', true), ('email', 'email', false)]) }}
            as identities,
        updated_at,
        loaded_at as ingested_at,
        email,
        tier as loyalty_tier,
        points as loyalty_points
    from loyalty_members

)

select * from final
