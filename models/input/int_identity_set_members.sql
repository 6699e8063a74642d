with

int_identity_sets as (

    select * from {{ ref('int_identity_sets') }}

),

int_identity_namespaces as (

    select * from {{ ref('int_identity_namespaces') }}

),

members as (

    {{ identity_array_members('int_identity_sets', 'identity_set_id', 'identities') }}

),

named as (

    select
        identity_set_id,
        {{ text_value('namespace') }} as namespace,
        id,
        is_flagged_primary
    from members

),

final as (

    select
        named.identity_set_id,
        coalesce(named.namespace, '') as namespace,
        coalesce(
            {{ normalised_identity('named.id', 'int_identity_namespaces.normalisation') }}, ''
        ) as identity_value,
        named.is_flagged_primary
    from named
    left join int_identity_namespaces
        on named.namespace = int_identity_namespaces.namespace

)

select * from final
