{% macro computed_attributes() -%}
    {%- set found = [] -%}
    {%- set declarations = var('computed_attributes') or {} -%}
    {%- if declarations is not mapping -%}
        {{ exceptions.raise_compiler_error(
            "computed_attributes: it should be a mapping such as {order_count: {function: count, event: purchase}}."
        ) }}
    {%- endif -%}
    {%- for name, declared in declarations.items() -%}
        {%- set scope = {'subject': "computed_attributes: '" ~ name ~ "'"} -%}
        {%- do check_column_name(name, 'computed_attributes') -%}
        {%- if declared is not mapping -%}
            {{ rule_error(scope, '', "found '" ~ declared ~ "'",
                'write a mapping such as {function: count, event: purchase}') }}
        {%- endif -%}
        {%- do rule_keys(declared, ['function', 'of', 'event', 'where', 'within_days', 'not_within_days', 'since', 'until', 'n'], '', scope) -%}
        {%- do found.append(_computed_attribute(name, declared, scope)) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
