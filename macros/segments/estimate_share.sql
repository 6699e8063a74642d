{% macro estimate_share(total_profiles) -%}
    {%- set most = rule_whole_number(var('estimate_profiles'), 'people', 1000000000000, '', {'subject': 'estimate_profiles'}) -%}
    least(1, greatest(0.05, {{ most }} / nullif({{ total_profiles }}, 0)))
{%- endmacro %}
