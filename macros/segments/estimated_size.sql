{% macro estimated_size(member_count, profiles_read, total_profiles) -%}
    {#- A sample without replacement is worth more people than it has: none is left to guess when all are read. -#}
    {%- set share = '(' ~ member_count ~ ' / nullif(' ~ profiles_read ~ ', 0))' -%}
    {%- set unread = '((' ~ total_profiles ~ ' - ' ~ profiles_read ~ ') / greatest(' ~ total_profiles ~ ' - 1, 1))' -%}
    {%- set interval = wilson_interval(share, profiles_read, unread) -%}
    {{ return({
        'estimated_size': 'cast(coalesce(round(' ~ share ~ ' * ' ~ total_profiles ~ '), 0) as bigint)',
        'lower': 'cast(greatest(coalesce(floor(round(' ~ interval.lower ~ ' * ' ~ total_profiles ~ ', 6)), 0), ' ~ member_count ~ ') as bigint)',
        'upper': 'cast(least(coalesce(ceil(round(' ~ interval.upper ~ ' * ' ~ total_profiles ~ ', 6)), ' ~ total_profiles ~ '), ' ~ total_profiles ~ ') as bigint)',
    }) }}
{%- endmacro %}
