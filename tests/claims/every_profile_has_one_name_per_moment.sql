{#
    Were the runs of an identity's names to overlap, its events would count twice at the cuts they share.
#}
select
    earlier.identity_id,
    earlier.from_snapshot
from {{ ref('int_profile_names') }} as earlier
inner join {{ ref('int_profile_names') }} as later
    on
        earlier.identity_id = later.identity_id
        and earlier.from_snapshot < later.from_snapshot
        and earlier.until_snapshot >= later.from_snapshot
