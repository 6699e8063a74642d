{{ config(meta={'title': 'Win back: frequent buyers who are slipping away'}) }}
{% call segment() %}
all:
  - segment: frequent_buyers
  - field: churn_probability
    gte: 0.6
  - none:
      - event: purchase
        within_days: 30
examples:
  - name: bought often, and not for six weeks
    is_in: true
    segments: [frequent_buyers]
    profile: {churn_probability: 0.7}
    events: [{event: purchase, days_ago: 42}]
  - name: bought yesterday
    is_in: false
    segments: [frequent_buyers]
    profile: {churn_probability: 0.7}
    events: [{event: purchase, days_ago: 1}]
  - name: without a score
    is_in: false
    segments: [frequent_buyers]
{% endcall %}
