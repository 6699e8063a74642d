{% macro wilson_interval(share, count, correction='1') -%}
    {%- set spread = '(power(1.959963985, 2) * ' ~ correction ~ ' / nullif(' ~ count ~ ', 0))' -%}
    {%- set centre = '((' ~ share ~ ' + ' ~ spread ~ ' / 2) / (1 + ' ~ spread ~ '))' -%}
    {%- set half = '(sqrt(' ~ spread ~ ' * ' ~ share ~ ' * (1 - ' ~ share ~ ') + power(' ~ spread ~ ', 2) / 4) / (1 + ' ~ spread ~ '))' -%}
    {{ return({'lower': '(' ~ centre ~ ' - ' ~ half ~ ')', 'upper': '(' ~ centre ~ ' + ' ~ half ~ ')'}) }}
{%- endmacro %}
