{#
    A feature that tells the outcome by itself, as most others do not, was made with it: the model would look perfect and
    be worthless.
#}
select
    insight,
    feature,
    signal,
    finding
from {{ ref('feature_signal') }}
where knows_outcome
