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
    and is_leak_suspected
    and not knows_outcome
