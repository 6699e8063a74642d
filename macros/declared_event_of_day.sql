{% macro declared_event_of_day(role) -%}
    (
        {%- for prediction in predictions() if prediction.events[role] -%}
            {%- set event = prediction.events[role] %}
        (
            declared_predictions.insight = '{{ prediction.name }}'
            and int_daily_activity.event_type in ({{ text_list(event.types) }})
            {%- if event.mark %}
            and contains(int_daily_activity.met_conditions, ' {{ event.mark }} ')
            {%- endif %}
        )
        or
        {%- endfor %}
        false
    )
{%- endmacro %}
