{% macro segment_definition(name, path, raw_code, known_segments, language=none) -%}
    {%- set scope = dict(
        language or rule_language(), subject="segment '" ~ name ~ "' (" ~ path ~ ')', name=name, path=path, known_segments=known_segments, clauses=[],
        events={}, sequences={}, identities={}, affinities={}, segments={}, changes={}
    ) -%}
    {%- if not modules.re.fullmatch('[a-z][a-z0-9_]*', name) -%}
        {{ rule_error(scope, '', 'the file has a name that no view can have',
            'use lower-case letters, digits and underscores, beginning with a letter') }}
    {%- endif -%}
    {%- set block = called_block(raw_code, 'segment', 'rule', scope) -%}
    {%- set rule = block_mapping(block, 'rule', 'all:, any:, none:, field:, event: or segment:', scope) -%}
    {%- set examples = rule.pop('examples', none) -%}
    {%- set tree = segment_condition(rule, '', scope) -%}
    {%- do scope.update({'text': block.text, 'tree': tree, 'condition': segment_sql(tree), 'hash': local_md5(rule | string), 'examples': examples}) -%}
    {{ return(scope) }}
{%- endmacro %}
