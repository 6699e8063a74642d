{% macro declared_labels(declared, scope) -%}
    {%- set labels = declared.get('labels', []) -%}
    {%- if labels is string or labels is mapping or labels is not iterable or labels | reject('string') | list -%}
        {{ rule_error(scope, 'labels', "found '" ~ labels ~ "'", 'write a list of texts, such as [contact, sensitive]') }}
    {%- endif -%}
    {%- for label in labels if label != no_data_science() -%}
        {%- set plain = label | lower | replace('-', '_') -%}
        {%- if modules.re.search('[\\s,;]', label) -%}
            {{ rule_error(scope, 'labels', "found '" ~ label ~ "'", 'write each word by itself, such as [contact, sensitive]') }}
        {%- elif no_data_science() in plain or nearest_name(plain, [no_data_science()], 0.7) -%}
            {{ rule_error(scope, 'labels', "found '" ~ label ~ "'", 'write ' ~ no_data_science() ~ ', or another word for another label') }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(labels) }}
{%- endmacro %}
