{% macro pseudonymous_expiry() -%}
    {%- set declared = var('pseudonymous_expiry') -%}
    {%- if not declared -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set scope = {'subject': 'pseudonymous_expiry'} -%}
    {%- if declared is not mapping -%}
        {{ rule_error(scope, '', "found '" ~ declared ~ "'", 'write a mapping such as {namespaces: [cookie_id], idle_days: 90}') }}
    {%- endif -%}
    {%- do rule_keys(declared, ['namespaces', 'idle_days'], '', scope) -%}
    {%- do listed_namespaces(declared.get('namespaces'), 'namespaces', scope) -%}
    {%- set idle_days = declared.get('idle_days') -%}
    {%- if idle_days is boolean or idle_days is not integer or idle_days < 1 or idle_days > 36500 -%}
        {{ rule_error(scope, 'idle_days', "found '" ~ (idle_days if idle_days is not none else '') ~ "'",
            'give a whole number of days from 1 to 36500') }}
    {%- endif -%}
    {{ return(declared) }}
{%- endmacro %}
