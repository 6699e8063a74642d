{{ config(meta={'title': 'Newsletter: win back, and the basket left behind'}) }}
{% call destination() %}
segments: [win_back, basket_left_behind]
purpose: email
identities:
  email: {as: email_sha256, hash: sha256}
attributes:
  first_name: first_name
  churn_band: risk
may_receive: [contact]
mode: delta
file: {format: csv, delimiter: ";", null_text: ""}
{% endcall %}
