{#
    An id that once left this project, in an export or a report, has to lead to the person today: every name that a
    profile had at any cut is a profile or an alias of one.
#}
select distinct int_profile_names.profile_id
from {{ ref('int_profile_names') }}
left join {{ ref('identity_graphs') }}
    on int_profile_names.profile_id = identity_graphs.profile_id
left join {{ ref('profile_aliases') }}
    on int_profile_names.profile_id = profile_aliases.former_profile_id
where
    identity_graphs.profile_id is null
    and profile_aliases.former_profile_id is null
