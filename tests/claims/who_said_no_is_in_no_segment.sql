{#
    Consent `out` for the general purpose takes a person out of every audience, whatever the rules say.
#}
select
    segment_membership.segment,
    segment_membership.profile_id
from {{ ref('segment_membership') }}
inner join {{ ref('profile_consents') }}
    on segment_membership.profile_id = profile_consents.profile_id
where
    profile_consents.general_consent = 'out'
    and segment_membership.status = 'realized'
