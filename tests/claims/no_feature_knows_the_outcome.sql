{#
    A feature that tells the outcome by itself, as most others do not, was made with it: the model would look perfect and
    be worthless. Among few rows that may be chance, so at least 30 with the outcome and 30 without are asked for.
#}
select
    insight,
    feature,
    signal,
    finding
from {{ ref('feature_signal') }}
where
    knows_outcome
    and outcome_count >= 30
    and labelled_row_count - outcome_count >= 30
