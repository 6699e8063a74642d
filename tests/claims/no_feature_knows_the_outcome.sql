{#
    A feature that tells the outcome by itself, as most others do not, was made with it: the model would look perfect and
    be worthless. A business may be as regular as that: a subscription of which hardly anybody ever cancels.
#}
{{ config(store_failures=true, schema='quality') }}
select
    insight,
    feature,
    signal,
    insight || ': ' || feature || ' tells the outcome by itself (signal ' || round(signal, 3)
    || '). Give it only what was known at the cut; or, where people are that regular, add '
    || insight || ' to training.leaks_only_warn.' as explanation
from {{ ref('int_feature_signals') }}
where stops_training
