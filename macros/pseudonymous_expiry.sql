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
    {%- do rule_whole_number(declared.get('idle_days', ''), 'days', 36500, 'idle_days', scope) -%}
    {{ return(declared) }}
{%- endmacro %}
