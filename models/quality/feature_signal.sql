with

int_feature_signals as (

    select * from {{ ref('int_feature_signals') }}

),

final as (

    select * from int_feature_signals

)

select * from final
