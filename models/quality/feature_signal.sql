with

int_feature_signals as (

    select * from {{ ref('int_feature_signals') }}

),

final as (

    select * exclude (stops_training) from int_feature_signals

)

select * from final
