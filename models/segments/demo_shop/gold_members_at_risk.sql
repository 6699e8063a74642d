{{ config(meta={'title': 'Gold and silver members at risk: call them before they go'}) }}
{% call segment() %}
all:
  - field: loyalty_tier
    in: [gold, silver]
  - any:
      - field: churn_percentile
        gte: 80
      - none:
          - event: purchase
            within_days: 90
{% endcall %}
