{% macro example_query(definition, example, at) -%}
    {%- set scope = definition -%}
    {%- do rule_keys(example, ['name', 'is_in', 'as_of', 'profile', 'events', 'segments', 'identities', 'affinities', 'entered', 'left'], at, scope) -%}
    {%- for key, wanted in [
        ('profile', 'mapping'), ('entered', 'mapping'), ('left', 'mapping'),
        ('events', 'list'), ('segments', 'list'), ('identities', 'list'), ('affinities', 'list'),
    ] if key in example -%}
        {%- set found = example[key] -%}
        {%- if found is mapping != (wanted == 'mapping') or found is string or found is not iterable -%}
            {{ rule_error(scope, rule_place(at, key), "found '" ~ found ~ "'", 'write a ' ~ wanted) }}
        {%- endif -%}
    {%- endfor -%}
    {%- for change in ['entered', 'left'] -%}
        {%- for segment in example.get(change, {}) if change ~ '__' ~ segment not in definition.changes -%}
            {{ rule_error(scope, rule_place(at, change), "the rule does not ask who " ~ change ~ " '" ~ segment ~ "'", 'leave it out') }}
        {%- endfor -%}
    {%- endfor -%}
    {%- set person = {'general_consent': 'in'} -%}
    {%- do person.update(example.get('profile', {})) -%}
    {%- for field, value in person.items() -%}
        {%- if field not in scope.fields -%}
            {{ rule_error(scope, rule_place(at, 'profile'), "'" ~ field ~ "' is not a field of the profile", allowed_names(field, scope.fields | sort)) }}
        {%- endif -%}
        {%- do example_value(value, scope.fields[field], rule_place(at, 'profile.' ~ field), scope) -%}
        {%- do check_possible('eq', value, scope.possible.get(field), rule_place(at, 'profile.' ~ field), scope) -%}
    {%- endfor -%}
    with

    build_clock as (

        select {{ rule_literal(example.get('as_of', '2026-01-01'), 'timestamp', rule_place(at, 'as_of'), scope) }} as as_of

    ),

    customer_profiles as (

        select
            {% for field, type in scope.fields.items() -%}
                {{ example_value(person.get(field), type, rule_place(at, 'profile.' ~ field), scope) }} as {{ field }},
            {% endfor -%}
            'example' as profile_id

    ),

    all_events as (

        {% for event in example.events or [] -%}
            {%- set place = at ~ '.events[' ~ loop.index0 ~ ']' -%}
            {%- if event is not mapping or event.event is not string -%}
                {{ rule_error(scope, place, "found '" ~ event ~ "'", 'write an event such as {event: purchase, days_ago: 3, revenue: 20}') }}
            {%- endif -%}
            {%- do rule_keys(event, ['event', 'at', 'days_ago', 'hours_ago', 'minutes_ago'] + scope.event_fields | reject('in', ['event_type', 'event_at']) | list, place, scope) -%}
            {%- set moment = {} -%}
            {%- for key in ['at', 'days_ago', 'hours_ago', 'minutes_ago'] if key in event -%}
                {%- do moment.update({key: event[key]}) -%}
            {%- endfor -%}
            {%- set order_key = (event.dataset or '') ~ ':' ~ (event.order_id or 'event ' ~ loop.index) -%}
            {%- set known = dict({'order_key': order_key}, **dict(event, event_type=event.event)) -%}
            select
                {% for field, type in scope.event_fields.items() if field != 'event_at' -%}
                    {{ example_value(known.get(field), type, rule_place(place, field), scope) }} as {{ field }},
                {% endfor -%}
                {{ example_moment(moment, place, scope) }} as event_at,
                '{{ loop.index }}' as event_id,
                'example' as profile_id,
                as_of
            from build_clock
            union all
        {% endfor -%}
        select
            {% for field, type in scope.event_fields.items() if field != 'event_at' -%}
                {{ example_value(none, type, '', scope) }} as {{ field }},
            {% endfor -%}
            as_of as event_at,
            '' as event_id,
            '' as profile_id,
            as_of
        from build_clock
        where false

    ),

    events as (

        select
            *,
            {{ microseconds_between('event_at', 'as_of') }} as microseconds_ago
        from all_events
        where event_at < as_of

    ),

    identity_map as (

        {% for identity in example.identities or [] -%}
            {%- set place = at ~ '.identities[' ~ loop.index0 ~ ']' -%}
            {%- if identity is not mapping or identity | length != 2 -%}
                {{ rule_error(scope, place, "found '" ~ identity ~ "'", 'write an identity such as {namespace: email, id: ann@example.org}') }}
            {%- endif -%}
            {%- do rule_keys(identity, ['namespace', 'id'], place, scope) -%}
            select
                {{ example_value(identity.namespace, 'text', rule_place(place, 'namespace'), scope) }} as namespace,
                {{ example_value(identity.id, 'text', rule_place(place, 'id'), scope) }} as identity_value,
                'example' as profile_id
            union all
        {% endfor -%}
        select
            '' as namespace,
            '' as identity_value,
            '' as profile_id
        where false

    ),

    int_affinities as (

        {% for affinity in example.affinities or [] -%}
            {%- set place = at ~ '.affinities[' ~ loop.index0 ~ ']' -%}
            {%- if affinity is not mapping or affinity.of not in affinities().of -%}
                {{ rule_error(scope, place, "found '" ~ affinity ~ "'", 'write an affinity such as {of: category, item: Toys, affinity: 0.7, rank: 1}') }}
            {%- endif -%}
            {%- do rule_keys(affinity, ['of', 'item', 'affinity', 'rank'], place, scope) -%}
            {%- do check_possible('eq', affinity.affinity, [0, 1], rule_place(place, 'affinity'), scope) if affinity.affinity is number -%}
            {%- do rule_whole_number(affinity.rank, 'places', 1000000000, rule_place(place, 'rank'), scope) if 'rank' in affinity -%}
            select
                {{ example_value(affinity.of ~ '_affinity', 'text', rule_place(place, 'of'), scope) }} as insight,
                {{ example_value(affinity.item, 'text', rule_place(place, 'item'), scope) }} as item,
                {{ example_value(affinity.get('affinity'), 'number', rule_place(place, 'affinity'), scope) }} as affinity,
                {{ example_value(affinity.get('rank'), 'number', rule_place(place, 'rank'), scope) }} as rank,
                'example' as profile_id
            union all
        {% endfor -%}
        select
            '' as insight,
            '' as item,
            0.5 as affinity,
            1 as rank,
            '' as profile_id
        where false

    ),

    earlier_memberships as (

        {% for change in ['entered', 'left'] -%}
            {%- for segment, when in (example[change] or {}).items() -%}
                select
                    'example' as profile_id,
                    {{ rule_literal(segment, 'text', rule_place(at, change), scope) }} as segment,
                    {% for other in ['entered', 'left'] -%}
                        {{ example_moment(when, at ~ '.' ~ change ~ '.' ~ segment, scope) if other == change else 'cast(null as timestamp)' }} as {{ other }}_at
                        {{- ',' if not loop.last }}
                    {% endfor -%}
                from build_clock
                union all
            {% endfor -%}
        {%- endfor -%}
        select
            '' as profile_id,
            '' as segment,
            as_of as entered_at,
            as_of as left_at
        from build_clock
        where false

    ),

    segment_evaluations as (

        select
            {% for segment in example.segments or [] if segment is not string or segment not in definition.segments -%}
                {%- if segment in definition.changes.values() | map(attribute='segment') -%}
                    {{ rule_error(scope, rule_place(at, 'segments'), "the rule asks about the past of '" ~ segment ~ "' alone",
                        'write when, under entered or left, such as entered: {' ~ segment ~ ': {days_ago: 2}}') }}
                {%- endif -%}
                {{ rule_error(scope, rule_place(at, 'segments'), "'" ~ segment ~ "' is not a segment that the rule asks about",
                    allowed_names(segment, definition.segments | sort)) }}
            {% endfor -%}
            {% for segment in definition.segments -%}
                {{ (segment in (example.segments or [])) | lower }} as in__{{ segment }},
            {% endfor -%}
            false as in__{{ definition.name }},
            'example' as profile_id

    ),

    {{ profile_measures([definition], with_evidence=true) }}

    judged as (

        select
            general_consent,
            general_consent != 'out' and {{ definition.condition }} as is_in,
            {{ unnested_structs(clause_structs(definition)) }}
        from profiles_0

    )

    select
        is_in,
        general_consent,
        clause,
        rule,
        value,
        is_met,
        shortfall
    from judged
    order by clause_number
{%- endmacro %}
