{#
    An id that once left this project, in an export or a report, has to lead to the person today. Every
    identity could have named a profile: each such name is a profile or an alias of one.
#}
select identity_map.own_profile_id
from {{ ref('identity_map') }}
left join {{ ref('identity_graphs') }}
    on identity_map.own_profile_id = identity_graphs.profile_id
left join {{ ref('profile_aliases') }}
    on identity_map.own_profile_id = profile_aliases.former_profile_id
where
    identity_graphs.profile_id is null
    and profile_aliases.former_profile_id is null
