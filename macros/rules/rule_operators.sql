{% macro rule_operators(type) -%}
    {%- set by_type = {
        'text': ['eq', 'ne', 'in', 'not_in', 'like', 'starts_with', 'ends_with', 'contains', 'regex', 'missing'],
        'number': ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'not_in', 'missing'],
        'count': ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'not_in'],
        'boolean': ['is', 'missing'],
        'date': ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'not_in', 'anniversary_within_days', 'missing'],
        'timestamp': ['gt', 'gte', 'lt', 'lte', 'between', 'anniversary_within_days', 'missing'],
        'list': ['contains', 'contains_any', 'contains_all', 'size', 'missing'],
        'number_list': ['contains', 'contains_any', 'contains_all', 'size', 'missing'],
    } -%}
    {{ return(by_type[type]) }}
{%- endmacro %}
