{#
    Per identity the newest word counts, across identities `out` wins, silence is the default.
#}
{%- set defaults = consent_defaults() -%}
with

consents as (

    select * from {{ ref('consents') }}

),

int_identity_namespaces as (

    select * from {{ ref('int_identity_namespaces') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

identity_graphs as (

    select * from {{ ref('identity_graphs') }}

),

spoken as (

    select
        identity_map.profile_id,
        identity_map.identity_id,
        consents.purpose,
        consents.value,
        row_number() over (
            partition by identity_map.identity_id, consents.purpose
            order by consents.recorded_at desc, {{ consent_strength('consents.value') }} desc
        ) as recency
    from consents
    left join int_identity_namespaces
        on consents.namespace = int_identity_namespaces.namespace
    inner join identity_map
        on
            consents.namespace = identity_map.namespace
            and {{ normalised_identity('consents.id', 'int_identity_namespaces.normalisation') }}
            = identity_map.identity_value

),

decided as (

    select
        profile_id,
        purpose,
        max({{ consent_strength('value') }}) as strength
    from spoken
    where recency = 1
    group by
        profile_id,
        purpose

),

final as (

    select
        {% for purpose, default in defaults.items() -%}
            coalesce(
                max(
                    case
                        when decided.purpose = '{{ purpose }}' then
                            case decided.strength
                                when 3 then 'out' when 2 then 'in' else 'pending'
                            end
                    end
                ),
                '{{ default }}'
            ) as {{ purpose }}_consent,
        {% endfor -%}
        identity_graphs.profile_id
    from identity_graphs
    left join decided
        on identity_graphs.profile_id = decided.profile_id
    group by identity_graphs.profile_id

)

select * from final
