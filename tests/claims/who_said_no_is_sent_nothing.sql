{#
    A consent counts from the moment that it is known, also where the profile speaks for an earlier one.
#}
select
    export_candidates.destination,
    export_candidates.profile_id
from {{ ref('export_candidates') }}
inner join {{ ref('known_consents') }}
    on export_candidates.profile_id = known_consents.profile_id
where
    known_consents.general_consent = 'out'
    and export_candidates.left_out_reason is null
