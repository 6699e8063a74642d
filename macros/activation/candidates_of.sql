{% macro candidates_of(destination) -%}
    {%- set name = destination.name -%}
    {%- set identities = destination.columns | selectattr('namespace', 'defined') | list -%}
    {%- set membership = [] -%}
    {%- for segment in destination.segments -%}
        {%- do membership.append('segment_evaluations.in__' ~ segment) -%}
    {%- endfor -%}
    {%- set pairs = [] -%}
    {%- for column in identities -%}
        {%- do pairs.append((column.name, 'identities_of_' ~ name ~ '.' ~ adapter.quote(column.name))) -%}
    {%- endfor -%}
    {%- set key = identities | selectattr('namespace', 'equalto', destination.key) | map(attribute='name') | first -%}
    {%- set record_key = 'identities_of_' ~ name ~ '.' ~ adapter.quote(key) if key else 'customer_profiles.profile_id' -%}
    {%- if identities -%}
        identities_of_{{ name }} as (

            select
                {% for column in identities -%}
                    max(
                        case
                            when namespace = {{ text_literal(column.namespace) }}
                                then {{ sent_identity(column, 'identity_value') }}
                        end
                    ) as {{ adapter.quote(column.name) }},
                {% endfor -%}
                profile_id
            from recent_identities
            where recency = 1
            group by profile_id

        ),
    {%- endif %}

    qualified_for_{{ name }} as (

        select
            profile_id,
            max(entered_at) as qualified_at
        from segment_membership
        where
            status = 'realized'
            and segment in ({{ text_list(destination.segments) }})
        group by profile_id

    ),

    candidates_{{ name }} as (

        select
            '{{ name }}' as destination,
            {{ membership | join(' or ') }} as is_member,
            customer_profiles.profile_id,
            {{ json_text_object(pairs) if pairs else "'{}'" }} as identities,
            {{ record_key }} as record_key,
            qualified_for_{{ name }}.qualified_at,
            case
                when known_consents.general_consent = 'out' then 'no_consent_general'
                when known_consents.{{ destination.purpose }}_consent != 'in' then 'no_consent_{{ destination.purpose }}'
                when suppressed.profile_id is not null then 'suppressed'
                when {{ is_control_group('coalesce(control_group_draws.drawn_by, customer_profiles.profile_id)') }} then 'control_group'
                when {{ record_key }} is null then 'no_identity'
            end as left_out_reason
        from customer_profiles
        inner join segment_evaluations
            on customer_profiles.profile_id = segment_evaluations.profile_id
        inner join known_consents
            on customer_profiles.profile_id = known_consents.profile_id
        left join control_group_draws
            on customer_profiles.profile_id = control_group_draws.profile_id
        left join qualified_for_{{ name }}
            on customer_profiles.profile_id = qualified_for_{{ name }}.profile_id
        left join suppressed
            on customer_profiles.profile_id = suppressed.profile_id
        {% if identities -%}
            left join identities_of_{{ name }}
                on customer_profiles.profile_id = identities_of_{{ name }}.profile_id
        {%- endif %}

    ),
{%- endmacro %}
