{% macro consents_of_profiles(statuses) -%}
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
        where
            identity_id is not null
            and row_status in ({{ text_list(statuses) }})

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
            {% for purpose, default in consent_defaults().items() -%}
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
{%- endmacro %}
