{#
    customer_profiles is as wide as the declarations make it, so no fixed contract can hold it. Every
    declared attribute, every measure of every prediction and every consent has to be there: a missing
    one makes this query fail.
#}
select
    profile_id,
    identities,
    consents,
    {{ profile_fields() | map(attribute='name') | join(', ') }}
from {{ ref('customer_profiles') }}
where profile_id is null
