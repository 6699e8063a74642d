{% macro holdout_outcome() -%}
    {%- set outcome = var('holdout_outcome') -%}
    {%- if outcome is not mapping or outcome | list | sort != ['event', 'window_days'] or outcome.event is not string
        or outcome.window_days is boolean or outcome.window_days is not integer or not 1 <= outcome.window_days <= 3650 -%}
        {{ exceptions.raise_compiler_error(
            "holdout_outcome is '" ~ outcome ~ "'. Write a mapping such as {event: purchase, window_days: 30}, with 1 to 3650 days."
        ) }}
    {%- endif -%}
    {{ return(outcome) }}
{%- endmacro %}
