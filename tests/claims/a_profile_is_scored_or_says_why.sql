{#
    A score without a reason for its absence is a black box. Exactly one of the two is there: an amount, or a score with
    its band; a probability has percentile and score beside it.
#}
select
    profile_id,
    insight
from {{ ref('insight_scores') }}
where
    (coalesce(value, score) is null) != (not_scored_reason is not null)
    or (value is not null and score is not null)
    or (probability is not null and (score is null or percentile is null))
    or (score is null) != (band is null)
