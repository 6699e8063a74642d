{#
    A consent counts from the moment that it is known, also where the profile speaks for an earlier one: that in general,
    and that which the destination needs.
#}
with

export_candidates as (

    select * from {{ ref('export_candidates') }}
    where left_out_reason is null

),

known_consents as (

    select * from {{ ref('known_consents') }}

),

final as (

    select
        export_candidates.destination,
        export_candidates.profile_id
    from export_candidates
    inner join known_consents
        on export_candidates.profile_id = known_consents.profile_id
    where
        known_consents.general_consent = 'out'
        {% for destination in compiled_destinations() if destination.purpose -%}
            or (
                export_candidates.destination = '{{ destination.name }}'
                and known_consents.{{ destination.purpose }}_consent != 'in'
            )
        {% endfor %}

)

select * from final
