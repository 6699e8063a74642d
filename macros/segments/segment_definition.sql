{% macro segment_definition(name, path, raw_code, known_segments) -%}
    {%- set scope = {
        'subject': "segment '" ~ name ~ "' (" ~ path ~ ')', 'name': name, 'path': path, 'known_segments': known_segments, 'events': {}, 'segments': {}
    } -%}
    {%- if not modules.re.fullmatch('[a-z][a-z0-9_]*', name) -%}
        {{ rule_error(scope, '', 'the file has a name that no view can have',
            'use lower-case letters, digits and underscores, beginning with a letter') }}
    {%- endif -%}
    {%- set block = modules.re.search(
        '\\{%-?\\s*call\\s+segment\\(\\s*\\)\\s*-?%\\}(.*)\\{%-?\\s*endcall\\s*-?%\\}', raw_code, modules.re.DOTALL
    ) -%}
    {%- if block is none -%}
        {{ rule_error(scope, '', 'the file has no rule', 'write it between call segment() and endcall tags') }}
    {%- endif -%}
    {%- set text = block.group(1).strip() -%}
    {%- if '{{' in text or '{%' in text or '{#' in text -%}
        {{ rule_error(scope, '', 'the rule holds Jinja', 'a rule is plain YAML; write the values themselves') }}
    {%- endif -%}
    {%- do segment_repeated_keys(text, scope) -%}
    {%- set rule = fromyaml(text, '') -%}
    {%- if rule is not mapping -%}
        {{ rule_error(scope, '', 'the rule is not YAML, or not a mapping', "begin with all:, any: or none:") }}
    {%- endif -%}
    {%- set condition = segment_condition(rule, '', scope) -%}
    {%- do scope.update({'text': text, 'condition': condition}) -%}
    {{ return(scope) }}
{%- endmacro %}
