{#
    An id that once left this project, in an export or a report, has to lead to the person today: every name that a
    profile had at any cut is a profile or an alias of one. The names are taken from where they are given, so that one
    that the map forgot is missed here.
#}
select distinct int_identities.own_profile_id
from {{ ref('int_identity_names') }}
inner join {{ ref('int_identities') }}
    on int_identity_names.name_identity_id = int_identities.identity_id
left join {{ ref('identity_graphs') }}
    on int_identities.own_profile_id = identity_graphs.profile_id
left join {{ ref('profile_aliases') }}
    on int_identities.own_profile_id = profile_aliases.former_profile_id
where
    identity_graphs.profile_id is null
    and profile_aliases.former_profile_id is null
