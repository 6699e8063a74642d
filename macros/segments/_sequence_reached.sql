{% macro _sequence_reached(column, sequence) -%}
    {%- set steps = sequence.steps -%}
    {{ column }}_1 as (

        select
            profile_id,
            event_at,
            as_of,
            {% for step in steps -%}
                coalesce({{ step.condition }}, false) as {{ 'reached' if loop.first else 'step' }}_{{ loop.index }}{{ ',' if not loop.last }}
            {% endfor -%}
        from events
        where event_type in ({{ text_list(sequence.event_types | unique | sort) }})

    ),

    {% for step in steps[1:] -%}
        {%- set number = loop.index + 1 -%}
        {%- set counted = 'step_' ~ number if step.is_absent else 'reached_' ~ loop.index -%}
        {{ column }}_{{ number }} as (

            select
                *,
                {% if step.is_absent -%}
                    reached_{{ loop.index }}
                    {% if step.within -%}
                        and event_at + {{ minutes_as_interval(step.within) }} < as_of
                    {% endif -%}
                {% else -%}
                    step_{{ number }}
                {% endif -%}
                and count(case when {{ counted }} then 1 end) over (
                    partition by profile_id order by event_at
                    range between {{ event_gap_frame(step.get('after', 0), step.within, step.is_absent) }}
                ) {{ '= 0' if step.is_absent else '> 0' }} as reached_{{ number }}
            from {{ column }}_{{ loop.index }}

        ),

    {% endfor -%}
    {{ column }} as (

        select
            profile_id,
            max(event_at) as {{ column }}
        from {{ column }}_{{ steps | length }}
        where reached_{{ steps | length }}
        group by profile_id

    ),
{%- endmacro %}
