{{ config(meta={'title': 'Basket left behind: put something in, bought nothing, may be e-mailed'}) }}
{% call segment() %}
all:
  - event: add_to_cart
    within_days: 14
  - none:
      - event: purchase
        within_days: 14
  - field: email_consent
    eq: in
{% endcall %}
