{{ config(meta={'title': 'Win back: frequent buyers who are slipping away'}) }}
{% call segment() %}
all:
  - segment: frequent_buyers
  - field: churn_probability
    gte: 0.6
  - none:
      - event: purchase
        within_days: 30
{% endcall %}
