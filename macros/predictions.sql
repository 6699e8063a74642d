{% macro predictions() -%}
    {%- set found = [] -%}
    {%- if var('predictions') and var('predictions') is not mapping -%}
        {{ _prediction_error('', 'predictions should be a mapping from a name to what is foretold') }}
    {%- endif -%}
    {%- for name, declared in (var('predictions') or {}).items() -%}
        {%- if name is not string or not modules.re.fullmatch('[a-z][a-z0-9_]*', name) -%}
            {{ _prediction_error(name, 'its name may hold lower-case letters, digits and underscores only') }}
        {%- endif -%}
        {%- if name in value_insights() | map(attribute='name') or name in ['category_affinity', 'product_affinity', 'content_affinity'] -%}
            {{ _prediction_error(name, 'it is the name of another insight; choose another one') }}
        {%- endif -%}
        {%- if declared is not mapping -%}
            {{ _prediction_error(name, 'it should be a mapping such as {event: purchase, outcome: absent, window_days: 90}') }}
        {%- endif -%}
        {%- for key in declared if key not in ['event', 'outcome', 'window_days', 'eligible', 'description', 'labels'] -%}
            {{ _prediction_error(name, "'" ~ key ~ "' is not known; allowed are event, outcome, window_days, eligible, description, labels") }}
        {%- endfor -%}
        {%- if declared.event is not string -%}
            {{ _prediction_error(name, 'event is missing: the type of event that is to happen or not') }}
        {%- endif -%}
        {%- if declared.outcome not in ['present', 'absent'] -%}
            {{ _prediction_error(name, "outcome is '" ~ declared.outcome ~ "'; allowed are present, absent") }}
        {%- endif -%}
        {%- if declared.window_days is not integer or declared.window_days < 1
            or declared.window_days > 3650 -%}
            {{ _prediction_error(name, "window_days is '" ~ declared.window_days ~ "'; it should be a whole number of days from 1 to 3650") }}
        {%- endif -%}
        {%- set eligible = declared.get('eligible') or {} -%}
        {%- if eligible and (eligible is not mapping or eligible | list | sort != ['event', 'within_days']
            or eligible.event is not string or eligible.within_days is not integer or eligible.within_days < 1 or eligible.within_days > 3650) -%}
            {{ _prediction_error(name, 'eligible should be a mapping such as {event: purchase, within_days: 180}') }}
        {%- endif -%}
        {%- do found.append({
            'name': name,
            'labels': declared_labels(declared, {'subject': "predictions: '" ~ name ~ "'"}),
            'description': declared_description(declared, {'subject': "predictions: '" ~ name ~ "'"}) or (
                ('No ' if declared.outcome == 'absent' else 'A ') ~ declared.event ~ ' within ' ~ declared.window_days ~ ' days after as_of'
                ~ (', of those with ' ~ eligible.event ~ ' in the last ' ~ eligible.within_days ~ ' days' if eligible else '')
            ),
            'event': declared.event,
            'outcome': declared.outcome,
            'window_days': declared.window_days,
            'eligible_event': eligible.get('event'),
            'eligible_within_days': eligible.get('within_days'),
            'lookback_days': [30, eligible.get('within_days', 30)] | max,
        }) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
