{#
    Why somebody is in or out: a view, so that a question about some people or audiences is answered when it is asked, from
    the rows of these people alone.
#}
{{ config(materialized='view') }}
{%- set definitions = compiled_segments() -%}
{%- set earlier = load_relation(source('earlier_evaluations', 'segment_history')) if execute else none -%}
with

build_clock as {{ inlined() }} (

    select * from {{ ref('build_clock') }}

),

customer_profiles as {{ inlined() }} (

    select * from {{ ref('customer_profiles') }}

),

identity_map as {{ inlined() }} (

    select * from {{ ref('identity_map') }}

),

int_affinities as {{ inlined() }} (

    select * from {{ ref('int_affinities') }}

),

profile_aliases as {{ inlined() }} (

    select * from {{ ref('profile_aliases') }}

),

profile_events as {{ inlined() }} (

    select * from {{ ref('profile_events') }}

),

segment_evaluations as {{ inlined() }} (

    select * from {{ ref('segment_evaluations') }}

),

events as {{ inlined() }} (

    select
        {{ event_columns() }},
        build_clock.as_of
    from profile_events
    cross join build_clock
    where profile_events.event_at < build_clock.as_of

),

{{ earlier_memberships(earlier) }}

{% for definition in definitions -%}
    {%- set prefix = definition.name ~ '__' %}
    {{ profile_measures([definition], prefix, with_evidence=true) }}

    {{ prefix }}clauses as (

        select
            profile_id,
            general_consent,
            in__{{ definition.name }} as is_member,
            {{ unnested(clause_structs(definition)) }} as clause
        from {{ prefix }}profiles_0

    ),
{% endfor %}

clauses as (

    {% for definition in definitions -%}
        select
            *,
            '{{ definition.name }}' as segment
        from {{ definition.name }}__clauses
        union all
    {% endfor -%}
    select
        profile_id,
        general_consent,
        false as is_member,
        {{ as_struct(empty_clause()) }} as clause,
        cast(null as {{ dbt.type_string() }}) as segment
    from customer_profiles
    where false

),

named as (

    select
        profile_id,
        segment,
        is_member,
        general_consent = 'out' as is_kept_out,
        clause.clause_number,
        clause.clause,
        clause.rule,
        clause.value,
        clause.is_met,
        not is_member and general_consent != 'out' and not clause.is_met and clause.would_suffice as would_suffice,
        clause.shortfall,
        clause.distance,
        clause.events
    from clauses

),

final as (

    select
        profile_id,
        segment,
        is_member,
        is_kept_out,
        clause_number,
        clause,
        rule,
        value,
        is_met,
        would_suffice,
        case when not is_member then shortfall end as shortfall,
        not is_member and not is_met and row_number() over (
            partition by segment, profile_id order by is_met, would_suffice desc, distance nulls last, clause_number
        ) = 1 as is_nearest,
        events
    from named

)

select * from final
