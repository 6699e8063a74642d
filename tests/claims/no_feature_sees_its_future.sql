{#
    A feature at a cut is a function of events before it. A negative age would mean that an event at or
    after the cut got in.
#}
{{ config(store_failures=true, schema='quality') }}
{% for relation, column in [
    ('ftr_propensities', 'days_since_last'), ('ftr_propensities', 'days_since_other'),
    ('ftr_lifetime_values', 'last_order_days'), ('ftr_affinities', 'days_since_last'),
    ('ftr_engagements', 'days_since_active')
] -%}
    select
        '{{ relation }}' as relation,
        '{{ column }}' as feature,
        '{{ relation }}.{{ column }} is below 0 in ' || count(*) || ' rows: events at or after'
        || ' the cut got in. Mend the model: what it sees has to end at the cut.' as explanation
    from {{ ref(relation) }}
    where {{ column }} < 0
    having count(*) > 0
    {% if not loop.last %}union all{% endif %}
{% endfor %}
