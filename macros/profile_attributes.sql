{% macro profile_attributes() -%}
    {%- set data_types = {
        'text': dbt.type_string(), 'integer': 'bigint', 'decimal': 'decimal(18, 4)', 'boolean': 'boolean',
        'date': 'date', 'timestamp': 'timestamp',
    } -%}
    {#- Names that columns beside the attributes have already, and words that SQL keeps for itself. -#}
    {%- set taken = var('canonical_columns').profile_records + [
        'profile_id', 'identity_set_id', 'undeclared', 'read_error', 'raw_row', 'row_at', 'row_status', 'merge_rank',
        'has_attributes', 'consents', 'first_seen_at', 'last_seen_at', 'rejection_code', 'rejection_explanation',
        'copy_number', 'is_not_yet_known', 'has_usable_identity', 'primary_namespace', 'is_profile_enabled',
        'version_rank', 'version_status', 'attribute', 'attribute_value', 'value_rank',
    ] -%}
    {%- set reserved = [
        'all', 'analyse', 'analyze', 'and', 'any', 'array', 'as', 'asc', 'asymmetric', 'both', 'case', 'cast', 'check',
        'collate', 'column', 'constraint', 'create', 'default', 'deferrable', 'desc', 'describe', 'distinct', 'do',
        'else', 'end', 'except', 'false', 'fetch', 'for', 'foreign', 'from', 'group', 'having', 'in', 'initially',
        'intersect', 'into', 'lambda', 'lateral', 'leading', 'limit', 'not', 'null', 'offset', 'on', 'only', 'or',
        'order', 'pivot', 'placing', 'primary', 'qualify', 'references', 'returning', 'select', 'show', 'some',
        'summarize', 'symmetric', 'table', 'then', 'to', 'trailing', 'true', 'union', 'unique', 'unpivot', 'using',
        'variadic', 'when', 'where', 'window', 'with',
    ] -%}
    {%- if var('profile_attributes') and var('profile_attributes') is not mapping -%}
        {{ exceptions.raise_compiler_error("profile_attributes: it should be a mapping from a name to a type.") }}
    {%- endif -%}
    {%- set attributes = [] -%}
    {%- set names = [] -%}
    {%- for name, declared in (var('profile_attributes') or {}).items() -%}
        {%- set declaration = declared if declared is mapping else {'type': declared} -%}
        {%- for key in declaration if key not in ['type', 'labels', 'all_values'] -%}
            {{ exceptions.raise_compiler_error(
                "profile_attributes: '" ~ name ~ "' has the key '" ~ key ~ "'; allowed are type, labels, all_values."
            ) }}
        {%- endfor -%}
        {%- set all_values = declaration.get('all_values') -%}
        {%- for column in [name, all_values] if column is not none -%}
            {%- if column is not string or not modules.re.fullmatch('[a-z][a-z0-9_]*', column)
                or modules.re.search('_(text|consent)$', column) or column in taken or column in reserved -%}
                {{ exceptions.raise_compiler_error(
                    "profile_attributes: '" ~ column ~ "' cannot be the name of an attribute. Use lower-case letters,"
                    ~ " digits and underscores, no ending _text or _consent, no word that SQL keeps for itself such as"
                    ~ " order, and none of " ~ taken | join(', ') ~ "."
                ) }}
            {%- endif -%}
            {%- do names.append(column) -%}
        {%- endfor -%}
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
            'all_values': all_values,
        }) -%}
    {%- endfor -%}
    {%- for name in names if names.count(name) > 1 -%}
        {{ exceptions.raise_compiler_error(
            "profile_attributes: '" ~ name ~ "' is the name of two columns. Rename one of them."
        ) }}
    {%- endfor -%}
    {{ return(attributes) }}
{%- endmacro %}
