{% macro profile_attributes() -%}
    {%- set data_types = {
        'text': dbt.type_string(), 'integer': 'bigint', 'decimal': 'decimal(18, 4)', 'boolean': 'boolean',
        'date': 'date', 'timestamp': 'timestamp',
    } -%}
    {#- Names that columns beside the attributes have already. -#}
    {%- set taken = var('canonical_columns').profile_records + [
        'profile_id', 'identity_set_id', 'undeclared', 'read_error', 'raw_row', 'row_at', 'row_status', 'merge_rank',
        'has_attributes', 'consents', 'first_seen_at', 'last_seen_at',
    ] -%}
    {%- set attributes = [] -%}
    {%- for name, declared in (var('profile_attributes') or {}).items() -%}
        {%- set declaration = declared if declared is mapping else {'type': declared} -%}
        {%- if not modules.re.fullmatch('[a-z_][a-z0-9_]*', name) or name in taken -%}
            {{ exceptions.raise_compiler_error(
                "profile_attributes: '" ~ name ~ "' cannot be the name of an attribute. Use lower-case letters, digits"
                ~ " and underscores, and none of " ~ taken | join(', ') ~ "."
            ) }}
        {%- endif -%}
        {%- if declaration.type not in data_types -%}
            {{ exceptions.raise_compiler_error(
                "profile_attributes: '" ~ name ~ "' has the type '" ~ declaration.type ~ "'; allowed are "
                ~ data_types | join(', ') ~ "."
            ) }}
        {%- endif -%}
        {%- do attributes.append({
            'name': name,
            'type': declaration.type,
            'data_type': data_types[declaration.type],
            'labels': declaration.get('labels', []),
        }) -%}
    {%- endfor -%}
    {{ return(attributes) }}
{%- endmacro %}
