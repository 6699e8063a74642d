{#
    A score without a reason for its absence is a black box. Exactly one of the two is there, and a
    scored profile has all of probability, score, percentile and band.
#}
select
    profile_id,
    insight
from {{ ref('insight_scores') }}
where
    (probability is null) != (not_scored_reason is not null)
    or (probability is null) != (score is null)
    or (probability is null) != (percentile is null)
    or (probability is null) != (band is null)
