{% macro event_properties() -%}
    {%- set declarations = var('event_properties') or {} -%}
    {%- if declarations is not mapping -%}
        {{ exceptions.raise_compiler_error("event_properties: it should be a mapping from a name to a type.") }}
    {%- endif -%}
    {%- set types = attribute_types() -%}
    {%- set found = [] -%}
    {%- for name, declared in declarations.items() -%}
        {%- set scope = {'subject': "event_properties: '" ~ name ~ "'"} -%}
        {%- do check_column_name(name, 'event_properties') -%}
        {%- if name in var('canonical_columns').experience_events + ['order_key', 'identity_id', 'days_before_as_of', 'microseconds_ago'] -%}
            {{ rule_error(scope, '', 'it is the name of a column of an event', 'give it another name, and its own as key:') }}
        {%- endif -%}
        {%- set declaration = declared if declared is mapping else {'type': declared} -%}
        {%- do rule_keys(declaration, ['type', 'key', 'labels'], '', scope) -%}
        {%- if declaration.type is not string or declaration.type not in types -%}
            {{ rule_error(scope, 'type', "found '" ~ declaration.get('type', '') ~ "'", 'allowed are ' ~ types | join(', ')) }}
        {%- endif -%}
        {%- set key = declaration.get('key', name) -%}
        {%- if key is not string or not modules.re.fullmatch('[A-Za-z0-9_$.: -]+', key) -%}
            {{ rule_error(scope, 'key', "found '" ~ key ~ "'", 'write a key of the JSON object properties, such as couponCode') }}
        {%- endif -%}
        {%- do found.append({
            'name': name,
            'key': key,
            'labels': declared_labels(declaration, scope),
            'data_type': types[declaration.type].data_type,
            'rule_type': types[declaration.type].rule_type,
        }) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
