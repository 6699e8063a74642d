{# Of whom models speak at each cut: everybody known then but for int_unscored_profiles. #}
{{ config(materialized='view') }}
with

int_known_profiles as (

    select * from {{ ref('int_known_profiles') }}

),

int_unscored_profiles as (

    select * from {{ ref('int_unscored_profiles') }}

),

final as (

    select int_known_profiles.*
    from int_known_profiles
    left join int_unscored_profiles
        on
            int_known_profiles.cut_at = int_unscored_profiles.cut_at
            and int_known_profiles.name_identity_id = int_unscored_profiles.name_identity_id
    where int_unscored_profiles.cut_at is null

)

select * from final
