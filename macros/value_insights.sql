{% macro value_insights() -%}
    {%- set found = [] -%}
    {%- set horizons = lifetime_value().horizons_days | sort -%}
    {%- for days in horizons -%}
        {%- set name = 'lifetime_value_' ~ days ~ 'd' -%}
        {%- do found.append({'name': name, 'model': name, 'columns': {name: 'value', name ~ '_percentile': 'percentile'}}) -%}
        {%- set orders = 'expected_orders_' ~ days ~ 'd' -%}
        {%- do found.append({'name': orders, 'model': name, 'columns': {orders: 'value'}}) -%}
    {%- endfor -%}
    {%- if horizons -%}
        {%- set shortest = 'lifetime_value_' ~ horizons[0] ~ 'd' -%}
        {%- do found.append({'name': 'alive', 'model': shortest, 'columns': {'alive_probability': 'probability'}}) -%}
        {%- do found.append({'name': 'next_order_days', 'model': shortest, 'columns': {'next_order_days': 'value'}}) -%}
    {%- endif -%}
    {%- for insight in found -%}
        {%- do insight.update({'exclusion': 'no purchase before as_of'}) -%}
    {%- endfor -%}
    {%- do found.append({'name': 'engagement', 'model': 'engagement', 'columns': {'engagement_score': 'score'}, 'exclusion': ''}) -%}
    {{ return(found) }}
{%- endmacro %}
