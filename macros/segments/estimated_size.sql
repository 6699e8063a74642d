{% macro estimated_size(member_count, profiles_read, total_profiles) -%}
    {#- Wilson's interval (1927) at 95 %, where a sample without replacement is worth more people than it has: none is left to guess when all are read. -#}
    {%- set share = '(' ~ member_count ~ ' / nullif(' ~ profiles_read ~ ', 0))' -%}
    {%- set unread = '((' ~ total_profiles ~ ' - ' ~ profiles_read ~ ') / greatest(' ~ total_profiles ~ ' - 1, 1))' -%}
    {%- set spread = '(power(1.959963985, 2) * ' ~ unread ~ ' / nullif(' ~ profiles_read ~ ', 0))' -%}
    {%- set centre = '((' ~ share ~ ' + ' ~ spread ~ ' / 2) / (1 + ' ~ spread ~ '))' -%}
    {%- set half = '(sqrt(' ~ spread ~ ' * ' ~ share ~ ' * (1 - ' ~ share ~ ') + power(' ~ spread ~ ', 2) / 4) / (1 + ' ~ spread ~ '))' -%}
    {{ return({
        'estimated_size': 'cast(coalesce(round(' ~ share ~ ' * ' ~ total_profiles ~ '), 0) as bigint)',
        'lower': 'cast(greatest(coalesce(floor(round((' ~ centre ~ ' - ' ~ half ~ ') * ' ~ total_profiles ~ ', 6)), 0), ' ~ member_count ~ ') as bigint)',
        'upper': 'cast(least(coalesce(ceil(round((' ~ centre ~ ' + ' ~ half ~ ') * ' ~ total_profiles ~ ', 6)), ' ~ total_profiles ~ '), ' ~ total_profiles ~ ') as bigint)',
    }) }}
{%- endmacro %}
