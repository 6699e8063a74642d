{#
    Where most features tell all, people may fall into two kinds, or all hold what came after. Where the few that do are
    said to be honest (training.leaks_only_warn), they are told as well.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
select
    insight,
    feature,
    signal,
    insight || ': ' || feature || ' ' || finding as explanation
from {{ ref('int_feature_signals') }}
where
    signal >= 0.99
    and is_leak_suspected
    and (not knows_outcome or insight in ({{ text_list([''] + training().leaks_only_warn) }}))
