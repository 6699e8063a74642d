{% macro lifetime_value() -%}
    {%- set declared = var('lifetime_value') or {} -%}
    {%- set scope = {'subject': 'lifetime_value'} -%}
    {%- if declared is not mapping -%}
        {{ rule_error(scope, '', "found '" ~ declared ~ "'", 'write a mapping such as {horizons_days: [90, 365], net_of_refunds: false}') }}
    {%- endif -%}
    {%- do rule_keys(declared, ['horizons_days', 'net_of_refunds'], '', scope) -%}
    {%- set horizons = declared.get('horizons_days', []) -%}
    {%- if horizons is string or horizons is mapping or horizons is not iterable or horizons | unique | list | length != horizons | length -%}
        {{ rule_error(scope, 'horizons_days', "found '" ~ horizons ~ "'", 'write a list of different numbers of days such as [90, 365]') }}
    {%- endif -%}
    {%- for days in horizons if days is boolean or days is not integer or days < 7 or days > 3650 -%}
        {{ rule_error(scope, 'horizons_days', "found '" ~ days ~ "'", 'give whole numbers of days from 7 to 3650') }}
    {%- endfor -%}
    {%- if declared.get('net_of_refunds', false) is not boolean -%}
        {{ rule_error(scope, 'net_of_refunds', "found '" ~ declared.net_of_refunds ~ "'", 'write true or false') }}
    {%- endif -%}
    {{ return({'horizons_days': horizons, 'net_of_refunds': declared.get('net_of_refunds', false)}) }}
{%- endmacro %}
