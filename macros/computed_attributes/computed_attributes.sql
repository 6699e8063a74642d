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
        {%- do rule_keys(declared, ['function', 'of', 'n', 'description', 'labels'] + event_filter_keys(), '', scope) -%}
        {%- set measure = event_measure(declared, '', scope) -%}
        {%- do measure.update({
            'name': name, 'description': declared_description(declared, scope) or event_measure_in_words(declared),
            'labels': declared_labels(declared, scope), 'asked': asked_event_columns(declared),
        }) -%}
        {%- do found.append(measure) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
