{#
    Every segment over every profile at once: events are aggregated once for all conditions, and each segment is a column
    that others may ask about. The rules come from the segment files themselves.
#}
{%- set definitions = compiled_segments() -%}
{%- set earlier = source('earlier_evaluations', 'segment_history') -%}
{%- set sizes = source('earlier_evaluations', 'segment_sizes') -%}
{%- do check_was_evaluated(source('earlier_evaluations', 'segment_definitions')) -%}
{%- do check_evaluation(load_relation(sizes), ref('build_clock')) -%}
with

{{ segment_inputs({
    'build_clock': ref('build_clock'),
    'customer_profiles': ref('customer_profiles'),
    'identity_map': ref('identity_map'),
    'int_affinities': ref('int_affinities'),
    'profile_aliases': ref('profile_aliases'),
    'profile_events': ref('profile_events'),
    'segment_history': load_relation(earlier),
    'segment_sizes': load_relation(sizes),
}) }}

{{ evaluated_profiles(definitions) }}

final as (

    select
        profile_id,
        {{ names_that_hold(definitions | map(attribute='name') | sort, 'in__') }} as segments
        {% for definition in definitions -%}
            ,
            in__{{ definition.name }}
        {% endfor %}
    from evaluated_profiles

)

select * from final
