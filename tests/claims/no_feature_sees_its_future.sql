{#
    A feature at a cut is a function of events before it. A negative age would mean that an event at or
    after the cut got in.
#}
select
    insight,
    cut_at,
    profile_id
from {{ ref('ftr_propensities') }}
where
    days_since_last < 0
    or days_since_other < 0
