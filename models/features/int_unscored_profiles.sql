{#
    Who was known at a cut by nothing but unscored_namespaces: no model learns from them there, and none speaks of them.
#}
with

int_known_profiles as (

    select * from {{ ref('int_known_profiles') }}
    where {{ 'true' if unscored_namespaces() else 'false' }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

final as (

    select
        int_known_profiles.cut_at,
        int_known_profiles.role = 'scoring' as is_scoring,
        int_known_profiles.name_identity_id
    from int_known_profiles
    inner join int_identities
        on int_known_profiles.identity_id = int_identities.identity_id
    group by
        int_known_profiles.cut_at,
        int_known_profiles.role = 'scoring',
        int_known_profiles.name_identity_id
    having
        bool_and(
            int_identities.namespace in ({{ text_list(unscored_namespaces()) or "''" }})
        )

)

select * from final
