{#
    Per identity the newest word counts, across identities `out` wins, silence is the default.
#}
{%- set defaults = consent_defaults() -%}
with

int_consent_identities as (

    select * from {{ ref('int_consent_identities') }}

),

int_profiles as (

    select * from {{ ref('int_profiles') }}

),

spoken as (

    select
        profile_id,
        identity_id,
        purpose,
        value,
        row_number() over (
            partition by identity_id, purpose
            order by recorded_at desc, {{ consent_strength('value') }} desc
        ) as recency
    from int_consent_identities
    where identity_id is not null

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
        int_profiles.profile_id
    from int_profiles
    left join decided
        on int_profiles.profile_id = decided.profile_id
    group by int_profiles.profile_id

)

select * from final
