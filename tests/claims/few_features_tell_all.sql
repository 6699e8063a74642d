{# Where most features tell all, people may fall into two kinds, or all hold what came after. #}
{{ config(severity='warn', store_failures=true, schema='quality') }}
select
    insight,
    feature,
    signal,
    finding as explanation
from {{ ref('feature_signal') }}
where
    signal >= 0.99
    and not knows_outcome
    and outcome_count >= 30
    and labelled_row_count - outcome_count >= 30
