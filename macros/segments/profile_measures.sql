{% macro profile_measures(definitions, with_evidence=false) -%}
    {%- set groups, sequences, identities, affinities, changes, referred = {}, {}, {}, {}, {}, {} -%}
    {%- for definition in definitions -%}
        {%- for column, measure in definition.events.items() -%}
            {#- A scan for each set of types is faster than one scan that puts every condition to every event. -#}
            {%- do groups.setdefault(text_list(measure.event_types | sort), {}).update({column: measure}) -%}
        {%- endfor -%}
        {%- do sequences.update(definition.sequences) -%}
        {%- do identities.update(definition.identities) -%}
        {%- do affinities.update(definition.affinities) -%}
        {%- do changes.update(definition.changes) -%}
        {%- if with_evidence -%}
            {%- do referred.update(dict(definition.segments, **{definition.name: ''})) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set joined = [] -%}
    {%- for types, measures in groups.items() %}
        {%- do joined.append('measured_' ~ loop.index) %}
        {{ joined[-1] }} as (

            select
                {% for column, measure in measures.items() -%}
                    {{ event_aggregate(column, measure) }},
                    {% if with_evidence -%}
                        max(case when {{ measure.filter }} then event_at end) as {{ column }}__latest,
                        {{ latest_events_json(measure.condition, 5) }} as {{ column }}__events,
                    {% endif -%}
                {% endfor -%}
                profile_id
            from events
            where
                {{ 'event_type in (' ~ types ~ ')' if types else 'true' }}
                {% if measures | length == 1 -%}
                    {#- One measure alone reads its own events; the conditions of many cost what they leave out. -#}
                    {%- set measure = measures.values() | first -%}
                    and {{ measure.filter if with_evidence else measure.condition }}
                {%- endif %}
            group by profile_id

        ),
    {% endfor -%}
    {%- for column, sequence in sequences.items() %}
        {%- do joined.append(column) %}
        {{ _sequence_reached(column, sequence) }}
    {% endfor -%}
    {%- for name, source, columns in [
        ('held', 'identity_map', identities), ('preferred', 'int_affinities', affinities), ('changed', 'earlier_memberships', changes),
    ] if columns %}
        {%- do joined.append(name) %}
        {{ joined[-1] }} as (

            select
                {% for column, wanted in columns.items() -%}
                    {% if name == 'held' -%}
                        count(case when {{ wanted }} then 1 end) as {{ column }},
                    {% elif name == 'preferred' -%}
                        {{ 'min' if wanted.measure == 'rank' else 'max' }}(case when {{ wanted.condition }} then {{ wanted.measure }} end)
                            as {{ column }},
                    {% else -%}
                        max(case when segment = '{{ wanted.segment }}' then {{ wanted.change }}_at end) as {{ column }},
                    {% endif -%}
                {% endfor -%}
                profile_id
            from {{ source }}
            group by profile_id

        ),
    {% endfor %}
    {%- if referred %}
        {%- do joined.append('referred') %}
        {{ joined[-1] }} as (

            select
                {% for segment in referred -%}
                    in__{{ segment }},
                {% endfor -%}
                profile_id
            from segment_evaluations

        ),
    {% endif %}
    profiles_0 as (

        select
            {% for measures in groups.values() -%}
                {%- set measured = joined[loop.index0] -%}
                {% for column, measure in measures.items() -%}
                    {% if measure.type == 'count' -%}
                        coalesce({{ measured }}.{{ column }}, 0) as {{ column }},
                    {% else -%}
                        {{ measured }}.{{ column }},
                    {% endif -%}
                    {% if with_evidence -%}
                        {{ measured }}.{{ column }}__latest,
                        coalesce({{ measured }}.{{ column }}__events, '[]') as {{ column }}__events,
                    {% endif -%}
                {% endfor -%}
            {% endfor -%}
            {% for column in sequences -%}
                {{ column }}.{{ column }},
            {% endfor -%}
            {% for column in identities -%}
                coalesce(held.{{ column }}, 0) as {{ column }},
            {% endfor -%}
            {% for column in affinities -%}
                preferred.{{ column }},
            {% endfor -%}
            {% for column in changes -%}
                changed.{{ column }},
            {% endfor -%}
            {% for segment in referred -%}
                referred.in__{{ segment }},
            {% endfor -%}
            build_clock.as_of,
            customer_profiles.*
        from customer_profiles
        cross join build_clock
        {% for relation in joined -%}
            left join {{ relation }}
                on customer_profiles.profile_id = {{ relation }}.profile_id
        {% endfor %}
    ),
{%- endmacro %}
