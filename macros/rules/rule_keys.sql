{% macro rule_keys(rule, allowed, at, scope) -%}
    {%- for key in rule if key not in allowed -%}
        {{ rule_error(scope, at, "'" ~ key ~ "' is not known here", allowed_names(key, allowed)) }}
    {%- endfor -%}
{%- endmacro %}
