{{ config(meta={'title': 'Newcomers: bought lately, and four items at most so far'}) }}
{% call segment() %}
all:
  - event: purchase
    within_days: 60
  - none:
      - event: purchase
        within_days: 3650
        count: {gt: 4}
{% endcall %}
