{{ config(meta={'title': 'Newcomers: first seen within two months, bought already'}) }}
{% call segment() %}
all:
  - event: purchase
    within_days: 60
  - none:
      - event: purchase
        within_days: 3650
        count: {gt: 4}
{% endcall %}
