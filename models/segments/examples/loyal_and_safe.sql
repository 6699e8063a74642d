{{ config(meta={'title': 'Loyal and safe: buy often, unlikely to leave'}) }}
{% call segment() %}
all:
  - segment: frequent_buyers
  - field: churn_band
    eq: low
{% endcall %}
