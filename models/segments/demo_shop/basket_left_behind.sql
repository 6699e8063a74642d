{{ config(meta={'title': 'Basket left behind, and we may send an e-mail'}, tags=['streaming']) }}
{% call segment() %}
all:
  - event: add_to_cart
    within_days: 60
  - none:
      - event: purchase
        within_days: 30
  - field: email_consent
    eq: in
{% endcall %}
