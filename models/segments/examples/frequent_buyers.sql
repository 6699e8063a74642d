{{ config(meta={'title': 'Frequent buyers: four orders or more in a year'}) }}
{% call segment() %}
all:
  - event: purchase
    within_days: 365
    count: {gte: 8}
{% endcall %}
