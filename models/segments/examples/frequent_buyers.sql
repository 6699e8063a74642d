{{ config(meta={'title': 'Frequent buyers: eight items or more in a year'}) }}
{% call segment() %}
all:
  - event: purchase
    within_days: 365
    count: {gte: 8}
{% endcall %}
