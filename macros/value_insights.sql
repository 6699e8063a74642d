{% macro value_insights() -%}
    {%- set found = [] -%}
    {%- set horizons = lifetime_value().horizons_days | sort -%}
    {%- for days in horizons -%}
        {%- set name = 'lifetime_value_' ~ days ~ 'd' -%}
        {%- do found.append({
            'name': name, 'model': name, 'columns': {name: 'value', name ~ '_percentile': 'percentile'},
            'description': 'Revenue expected in the ' ~ days ~ ' days after as_of, ' ~ reporting_currency(),
        }) -%}
        {%- set orders = 'expected_orders_' ~ days ~ 'd' -%}
        {%- do found.append({
            'name': orders, 'model': name, 'columns': {orders: 'value'},
            'description': 'Days with an order expected in the ' ~ days ~ ' days after as_of',
        }) -%}
    {%- endfor -%}
    {%- if horizons -%}
        {%- do found.append({
            'name': 'alive', 'model': 'alive', 'columns': {'alive_probability': 'probability'},
            'description': 'Probability, 0–1, that the person still buys here at all',
        }) -%}
        {%- do found.append({
            'name': 'next_order_days', 'model': 'alive', 'columns': {'next_order_days': 'value'},
            'description': 'Days within which half of the people like this one who still buy come back, 3650 at most',
        }) -%}
    {%- endif -%}
    {%- for insight in found -%}
        {%- do insight.update({'exclusion': 'no purchase known before as_of', 'origin': 'lifetime_value'}) -%}
    {%- endfor -%}
    {%- do found.append({
        'name': 'engagement', 'model': 'engagement', 'columns': {'engagement_score': 'score'}, 'exclusion': '', 'origin': 'engagement',
        'description': 'How lately, often, broadly and increasingly the person does something, 0–100',
    }) -%}
    {{ return(found) }}
{%- endmacro %}
