{% macro profile_attributes() -%}
    {%- set types = attribute_types() -%}
    {%- if var('profile_attributes') and var('profile_attributes') is not mapping -%}
        {{ exceptions.raise_compiler_error("profile_attributes: it should be a mapping from a name to a type.") }}
    {%- endif -%}
    {%- set attributes = [] -%}
    {%- set names = [] -%}
    {%- for name, declared in (var('profile_attributes') or {}).items() -%}
        {%- set declaration = declared if declared is mapping else {'type': declared} -%}
        {%- for key in declaration if key not in ['type', 'labels', 'all_values', 'description'] -%}
            {{ exceptions.raise_compiler_error(
                "profile_attributes: '" ~ name ~ "' has the key '" ~ key ~ "'; allowed are type, labels, all_values, description."
            ) }}
        {%- endfor -%}
        {%- set all_values = declaration.get('all_values') -%}
        {%- for column in [name, all_values] if column is not none -%}
            {%- do check_column_name(column, 'profile_attributes') -%}
            {%- do names.append(column) -%}
        {%- endfor -%}
        {%- if declaration.type is not string or declaration.type not in types -%}
            {{ exceptions.raise_compiler_error(
                "profile_attributes: '" ~ name ~ "' has the type '" ~ declaration.type ~ "'; allowed are "
                ~ types | join(', ') ~ "."
            ) }}
        {%- endif -%}
        {%- do attributes.append({
            'name': name,
            'type': declaration.type,
            'data_type': types[declaration.type].data_type,
            'rule_type': types[declaration.type].rule_type,
            'labels': declared_labels(declaration, {'subject': "profile_attributes: '" ~ name ~ "'"}),
            'all_values': all_values,
            'description': declared_description(declaration, {'subject': "profile_attributes: '" ~ name ~ "'"})
                or 'Best known value of ' ~ name,
        }) -%}
    {%- endfor -%}
    {%- for name in names if names.count(name) > 1 -%}
        {{ exceptions.raise_compiler_error(
            "profile_attributes: '" ~ name ~ "' is the name of two columns. Rename one of them."
        ) }}
    {%- endfor -%}
    {{ return(attributes) }}
{%- endmacro %}
