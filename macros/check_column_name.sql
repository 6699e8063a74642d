{% macro check_column_name(name, where) -%}
    {#- Names that columns beside the attributes have already, and words that SQL keeps for itself. -#}
    {%- set taken = var('canonical_columns').profile_records + [
        'profile_id', 'identity_set_id', 'profile_records', 'undeclared', 'read_error', 'raw_row', 'row_at', 'row_status', 'merge_rank',
        'has_attributes', 'has_events', 'as_of', 'consents', 'first_seen_at', 'last_seen_at', 'rejection_code', 'rejection_explanation',
        'copy_number', 'is_not_yet_known', 'has_usable_identity', 'primary_namespace', 'is_profile_enabled',
        'version_rank', 'version_status', 'attribute', 'attribute_value', 'value_rank',
    ] -%}
    {%- set reserved = [
        'all', 'analyse', 'analyze', 'and', 'anti', 'any', 'array', 'as', 'asc', 'asof', 'asymmetric', 'at',
        'authorization', 'binary', 'both', 'by', 'case', 'cast', 'check', 'collate', 'collation', 'column', 'columns',
        'concurrently', 'constraint', 'create', 'cross', 'default', 'deferrable', 'desc', 'describe', 'distinct', 'do',
        'else', 'end', 'except', 'false', 'fetch', 'for', 'foreign', 'freeze', 'from', 'full', 'generated', 'glob',
        'group', 'having', 'ilike', 'in', 'initially', 'inner', 'intersect', 'into', 'is', 'isnull', 'join', 'lambda',
        'lateral', 'leading', 'left', 'like', 'limit', 'map', 'natural', 'not', 'notnull', 'null', 'offset', 'on',
        'only', 'or', 'order', 'outer', 'overlaps', 'pivot', 'pivot_longer', 'pivot_wider', 'placing', 'positional',
        'primary', 'qualify', 'references', 'returning', 'right', 'select', 'semi', 'show', 'similar', 'some', 'struct',
        'summarize', 'symmetric', 'table', 'tablesample', 'then', 'to', 'trailing', 'true', 'try_cast', 'union',
        'unique', 'unpack', 'unpivot', 'using', 'variadic', 'verbose', 'when', 'where', 'window', 'with',
    ] -%}
    {%- if name is not string or not modules.re.fullmatch('[a-z][a-z0-9_]*', name)
        or modules.re.search('_(text|consent)$|^(in|events|entered|left|sequence|identities|affinities)__', name) or name in taken or name in reserved -%}
        {{ exceptions.raise_compiler_error(
            where ~ ": '" ~ name ~ "' cannot be the name of an attribute. Use lower-case letters, digits and underscores,"
            ~ " no ending _text or _consent, no beginning such as in__ or events__, no word that SQL keeps for itself such as order, and none of "
            ~ taken | join(', ') ~ "."
        ) }}
    {%- endif -%}
{%- endmacro %}
